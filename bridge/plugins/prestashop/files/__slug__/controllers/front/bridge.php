<?php
require_once dirname(dirname(__DIR__)) . '/library/shop.php';

/**
 * Where the bridge answers: index.php?fc=module&module=%%slug%%&controller=bridge. It checks who asks by itself.
 *
 * What a front controller does first (redirects to another language or to TLS, the maintenance page) is for visitors.
 */
class %%Slug%%BridgeModuleFrontController extends ModuleFrontController
{
    public function init()
    {
        (new %%Slug%%Shop())->bridge();
        exit;
    }
}
