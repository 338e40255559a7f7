<?php
// Stand-ins for the services of Magento that the plugin asks, with the keys of the simulated shop. For tests alone:
// php magento.php FOLDER URL KEYS ACTION [SCOPES…]
namespace Magento\Integration\Api { interface IntegrationServiceInterface {} interface OauthServiceInterface {} }
namespace Magento\Integration\Model { class Integration { const STATUS_ACTIVE = 1; const TYPE_MANUAL = 0; } }
namespace Magento\Framework { interface UrlInterface { const URL_TYPE_WEB = 'web'; } }
namespace Magento\Store\Model { interface StoreManagerInterface {} }
namespace {
    list(, $folder, $url, $keys, $action) = $argv;
    require $folder . '/Model/Callback.php';
    require $folder . '/Model/Connector.php';

    class Values
    {
        private $values;
        public function __construct($values) { $this->values = $values; }
        public function __call($name, $ignored)
        {
            $name = strtolower(preg_replace('/(?<=[a-z])(?=[A-Z])/', '_', substr($name, 3)));
            return isset($this->values[$name]) ? $this->values[$name] : null;
        }
    }

    class Integrations implements \Magento\Integration\Api\IntegrationServiceInterface
    {
        public $file;
        public function __construct($file) { $this->file = $file; }
        private function kept() { return is_file($this->file) ? json_decode(file_get_contents($this->file), true) : array(); }
        public function findByName($name) { $kept = $this->kept(); return new Values($kept && $kept['name'] === $name ? $kept : array()); }
        public function create(array $data)
        {
            file_put_contents($this->file, json_encode(array('id' => 7, 'consumer_id' => 3) + $data));
            return $this->findByName($data['name']);
        }
        public function update(array $data) { file_put_contents($this->file, json_encode(array_merge($this->kept(), $data))); }
        public function getSelectedResources($id) { return $this->kept()['resource']; }
        public function delete($id) { $kept = $this->kept(); unlink($this->file); return $kept; }
    }

    class Oauth implements \Magento\Integration\Api\OauthServiceInterface
    {
        public $keys, $token = false;
        public function __construct($keys) { $this->keys = $keys; }
        public function createAccessToken($id, $clear) { return $this->token = true; }
        public function loadConsumer($id) { return new Values(array('key' => $this->keys['magento_consumer_key'], 'secret' => $this->keys['magento_consumer_secret'])); }
        public function getAccessToken($id) { return new Values(array('token' => $this->keys['magento_access_token'], 'secret' => $this->keys['magento_token_secret'])); }
        public function deleteConsumer($id) { echo 'consumer ', $id, ' deleted. '; }
    }

    class Stores implements \Magento\Store\Model\StoreManagerInterface
    {
        private $url;
        public function __construct($url) { $this->url = $url; }
        public function getDefaultStoreView() { return $this; }
        public function getBaseUrl($type) { return $this->url . '/'; }
    }

    $connector = new \Acmeconnect\Connect\Model\Connector(new Integrations($folder . '/kept'), new Oauth(json_decode($keys, true)), new Stores($url),
        new \Acmeconnect\Connect\Model\Callback());
    if ($action === 'scopes') { echo $connector->allow(array_fill_keys(array_slice($argv, 5), '1')), json_encode(array_filter($connector->scopes())); exit; }
    echo $connector->{$action}(), $connector->connected() ? ' on' : ' off';
}
