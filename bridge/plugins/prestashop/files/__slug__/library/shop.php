<?php
if (!defined('_PS_VERSION_')) { exit; }

require_once __DIR__ . '/connector.php';
require_once __DIR__ . '/page.php';

/** The shop as PrestaShop knows it. */
class %%Slug%%Shop extends %%Slug%%Connector
{
    const NAME_OF_STATE = '%%SLUG%%_STATE';

    protected function load() { return (string) Configuration::getGlobalValue(self::NAME_OF_STATE); }

    protected function save($text)
    {
        // As HTML, for of other values PrestaShop takes tags and line breaks away.
        $text === null ? Configuration::deleteByName(self::NAME_OF_STATE) : Configuration::updateGlobalValue(self::NAME_OF_STATE, $text, true);
    }

    public function storeUrl()
    {
        $shop = new Shop((int) Configuration::get('PS_SHOP_DEFAULT'));
        return rtrim($shop->getBaseURL((bool) Configuration::get('PS_SSL_ENABLED')), '/');
    }

    public function storeRoot() { return _PS_ROOT_DIR_; }

    public function bridgeUrl() { return $this->storeUrl() . '/index.php?fc=module&module=%%slug%%&controller=bridge'; }

    protected function stateFolder()
    {
        $parent = _PS_ROOT_DIR_ . (is_dir(_PS_ROOT_DIR_ . '/var') ? '/var/' : '/cache/');
        return $parent . '%%slug%%-' . substr(hash_hmac('sha256', 'state', $this->state('store_key')), 0, 24);
    }

    protected function bridgeFile() { return __DIR__ . '/bridge.php'; }
}
