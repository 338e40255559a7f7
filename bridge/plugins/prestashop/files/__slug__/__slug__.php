<?php
if (!defined('_PS_VERSION_')) { exit; }

require_once __DIR__ . '/library/shop.php';

/** The module: https://devdocs.prestashop-project.org/8/modules/creation/tutorial/ */
class %%Slug%% extends Module
{
    public function __construct()
    {
        $this->name = '%%slug%%';
        $this->tab = 'administration';
        $this->version = '%%version|php%%';
        $this->author = '%%company|php%%';
        $this->need_instance = 0;
        $this->bootstrap = true;
        $this->ps_versions_compliancy = array('min' => '1.6.1', 'max' => '8.99.99');
        parent::__construct();
        $this->displayName = '%%name|php%%';
        $this->description = '%%description|php%%';
    }

    public function uninstall()
    {
        (new %%Slug%%Shop())->uninstall();
        return parent::uninstall();
    }

    /** The page behind Configure. PrestaShop checks the token, and whether the employee may configure modules, before it. */
    public function getContent()
    {
        $shop = new %%Slug%%Shop();
        $notice = null;
        if (Tools::getValue('%%slug%%') === '1' && isset($_POST['what'])) {
            $notice = %%Slug%%Page::done($shop, (string) $_POST['what'], isset($_POST['scopes']) ? $_POST['scopes'] : array());
        }
        return %%Slug%%Page::html($shop, $this->address(), array('%%slug%%' => '1'), $notice);
    }

    private function address()
    {
        if (version_compare(_PS_VERSION_, '1.7', '>=')) {
            return $this->context->link->getAdminLink('AdminModules', true, array(), array('configure' => $this->name));
        }
        return AdminController::$currentIndex . '&configure=' . $this->name . '&token=' . Tools::getAdminTokenLite('AdminModules');
    }
}
