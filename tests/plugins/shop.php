<?php
// The smallest platform that a plugin can stand in: its state is a file, its shop the folder above. For tests alone.
require __DIR__ . '/library/connector.php';
require __DIR__ . '/library/page.php';

class AcmeconnectShop extends AcmeconnectConnector
{
    protected function load() { return (string) @file_get_contents(__DIR__ . '/kept'); }
    protected function save($text) { $text === null ? @unlink(__DIR__ . '/kept') : file_put_contents(__DIR__ . '/kept', $text); }
    public function storeUrl() { return 'http://' . $_SERVER['HTTP_HOST']; }
    public function storeRoot() { return dirname(__DIR__); }
    public function bridgeUrl() { return $this->storeUrl() . '/plugin/shop.php?do=bridge'; }
    protected function stateFolder() { return __DIR__ . '/state-' . substr(hash_hmac('sha256', 'state', $this->state('store_key')), 0, 24); }
    protected function bridgeFile() { return __DIR__ . '/library/bridge.php'; }
}

$shop = new AcmeconnectShop();
$do = isset($_GET['do']) ? $_GET['do'] : '';
if ($do === 'bridge') { $shop->bridge(); exit; }
if ($do === 'uninstall') { $shop->uninstall(); exit; }
if ($do === 'page') { echo AcmeconnectPage::html($shop, '/plugin/shop.php', array('token' => '"><i>'), array('<b>', false)); exit; }
echo json_encode(AcmeconnectPage::done($shop, $do, isset($_GET['scopes']) ? $_GET['scopes'] : array()));
