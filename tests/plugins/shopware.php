<?php
// Stand-ins for the services of Shopware that the plugin asks. For tests alone: php shopware.php FOLDER SETTINGS…, each
// NAME=VALUE as the page of settings saves them; prints what the callback was told and what is kept.
namespace Symfony\Component\EventDispatcher { interface EventSubscriberInterface { public static function getSubscribedEvents(); } }
namespace Psr\Container { interface ContainerInterface {} }
namespace Shopware\Core\Framework { class Context { public static function createDefaultContext() { return new self(); } } }
namespace Shopware\Core\Framework\Uuid { class Uuid { public static function randomHex() { return bin2hex(random_bytes(16)); } } }
namespace Shopware\Core\DevOps\Environment { class EnvironmentHelper { public static function getVariable($name, $default) { return 'https://shop.test/'; } } }
namespace Shopware\Core\Framework\Api\Util {
    class AccessKeyHelper
    {
        public static function generateAccessKey($kind) { return 'SWIA-' . $kind; }
        public static function generateSecretAccessKey() { return 'the-secret'; }
    }
}
namespace Shopware\Core\System\SystemConfig {
    class SystemConfigService
    {
        public $values = array(), $listener;
        public function get($key) { return isset($this->values[$key]) ? $this->values[$key] : null; }
        public function delete($key) { unset($this->values[$key]); }
        public function set($key, $value)
        {
            $this->values[$key] = $value;
            if ($this->listener) { $this->listener->changed(new Event\SystemConfigChangedEvent($key, $value, null)); }
        }
    }
}
namespace Shopware\Core\System\SystemConfig\Event {
    class SystemConfigChangedEvent
    {
        private $key, $value, $channel;
        public function __construct($key, $value, $channel) { list($this->key, $this->value, $this->channel) = array($key, $value, $channel); }
        public function getKey() { return $this->key; }
        public function getValue() { return $this->value; }
        public function getSalesChannelId() { return $this->channel; }
    }
}
namespace {
    foreach (array('Callback', 'Connector', 'Settings') as $name) { require $argv[1] . '/' . $name . '.php'; }

    class Repository
    {
        public $rows = array();
        public function create($rows) { foreach ($rows as $row) { $this->rows[$row['id']] = $row; } }
        public function update($rows) { foreach ($rows as $row) { $this->rows[$row['id']] = $row + (isset($this->rows[$row['id']]) ? $this->rows[$row['id']] : array()); } }
        public function delete($rows) { foreach ($rows as $row) { unset($this->rows[$row['id']]); } }
    }

    class Told extends \AcmeconnectConnect\Callback
    {
        public $events = array(), $answer = '';
        public function tell(string $event, array $members): string { $this->events[] = array($event, $members); return $this->answer; }
    }

    list($integrations, $roles, $config, $told) = array(new Repository(), new Repository(), new \Shopware\Core\System\SystemConfig\SystemConfigService(), new Told());
    $told->answer = getenv('ANSWER') ?: '';
    $connector = new \AcmeconnectConnect\Connector($integrations, $roles, $config, $told);
    $config->listener = new \AcmeconnectConnect\Settings($connector, $config);
    foreach (array_slice($argv, 2) as $setting) {
        list($name, $value) = explode('=', $setting);
        if ($name === 'uninstall') { $connector->uninstall(new \Shopware\Core\Framework\Context(), $value === '1'); continue; }
        $config->set('AcmeconnectConnect.config.' . $name, $name === 'connected' ? $value === '1' : $value);
    }
    echo json_encode(array('told' => $told->events, 'integrations' => array_values($integrations->rows), 'roles' => array_values($roles->rows),
        'config' => $config->values));
}
