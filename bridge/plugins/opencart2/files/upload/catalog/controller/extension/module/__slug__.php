<?php
require_once DIR_SYSTEM . 'library/%%slug%%/shop.php';

/** Where the bridge answers: index.php?route=extension/module/%%slug%%/bridge. It checks who asks by itself. */
class ControllerExtensionModule%%Slug%% extends Controller
{
    public function bridge()
    {
        (new %%Slug%%Shop($this->registry))->bridge();
        exit;
    }
}
