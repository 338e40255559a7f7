<?php
namespace Opencart\Catalog\Controller\Extension\%%Slug%%\Module;

require_once DIR_EXTENSION . '%%slug%%/system/library/shop.php';

/** Where the bridge answers. It checks who asks by itself. */
class %%Slug%% extends \Opencart\System\Engine\Controller
{
    public function bridge(): void
    {
        (new \%%Slug%%Shop($this->registry))->bridge();
        exit;
    }
}
