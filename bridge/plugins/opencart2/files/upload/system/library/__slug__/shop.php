<?php
require_once __DIR__ . '/connector.php';
require_once __DIR__ . '/page.php';

/** The shop as OpenCart knows it, in its administration and in its catalog. */
class %%Slug%%Shop extends %%Slug%%Connector
{
    private $registry;

    public function __construct($registry) { $this->registry = $registry; }

    protected function load() { return (string) $this->registry->get('config')->get('%%slug%%_state'); }

    protected function save($text)
    {
        $this->registry->get('load')->model('setting/setting');
        $model = $this->registry->get('model_setting_setting');
        $text === null ? $model->deleteSetting('%%slug%%') : $model->editSetting('%%slug%%', array('%%slug%%_state' => $text));
        $this->registry->get('config')->set('%%slug%%_state', (string) $text);
    }

    public function storeUrl()
    {
        $names = defined('HTTP_CATALOG') ? array('HTTPS_CATALOG', 'HTTP_CATALOG') : array('HTTPS_SERVER', 'HTTP_SERVER');
        $secure = $this->registry->get('config')->get('config_secure') && defined($names[0]);
        return rtrim(constant($secure ? $names[0] : $names[1]), '/');
    }

    public function storeRoot() { return dirname(rtrim(DIR_SYSTEM, '/')); }

    public function bridgeUrl() { return $this->storeUrl() . '/index.php?route=extension/module/%%slug%%/bridge'; }

    protected function stateFolder()
    {
        $storage = defined('DIR_STORAGE') ? DIR_STORAGE : DIR_SYSTEM . 'storage/';
        return $storage . '%%slug%%-' . substr(hash_hmac('sha256', 'state', $this->state('store_key')), 0, 24);
    }

    protected function bridgeFile() { return __DIR__ . '/bridge.php'; }
}
