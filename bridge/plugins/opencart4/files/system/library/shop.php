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

    public function storeUrl() { return rtrim(defined('HTTP_CATALOG') ? HTTP_CATALOG : HTTP_SERVER, '/'); }

    public function storeRoot() { return dirname(rtrim(DIR_SYSTEM, '/')); }

    /** Before 4.0.2 a method was parted from its route by a bar. */
    public function bridgeUrl() { return $this->storeUrl() . '/index.php?route=extension/%%slug%%/module/%%slug%%' . (version_compare(VERSION, '4.0.2.0', '<') ? '|' : '.') . 'bridge'; }

    protected function stateFolder()
    {
        return DIR_STORAGE . '%%slug%%-' . substr(hash_hmac('sha256', 'state', $this->state('store_key')), 0, 24);
    }

    protected function bridgeFile() { return __DIR__ . '/bridge.php'; }
}
