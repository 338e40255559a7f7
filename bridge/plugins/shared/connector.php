<?php
/**
 * What every plugin of this kind does alike: keys of its own for this shop, the callback, the scopes, the bridge.
 *
 * A platform gives it a place to keep a text (load, save), the shop's addresses, and a way to post. PHP 5.6 to 8.4.
 */
abstract class %%Slug%%Connector
{
    const NAME = '%%name|php%%';
    const COMPANY = '%%company|php%%';
    const DESCRIPTION = '%%description|php%%';
    const VERSION = '%%version|php%%';
    const BUILD = '%%build|php%%';
    const CART_ID = '%%cart_id|php%%';
    const CALLBACK = '%%callback_url|php%%';
    const PADDING = '%%padding|php%%';
    const CALLBACK_KEY = '%%callback_key|php%%';
    const GATEWAY_KEY = '%%gateway_key|php%%';

    /** What can be switched, and whether it is more than read as built. */
    public static $entities = array('product' => 'read/write', 'category' => 'read/write', 'order' => 'read/write', 'customer' => 'read/write',
        'basket' => 'read', 'marketing' => 'read/write', 'settings' => 'read');
    public static $levels = array('read/write', 'read', 'off');

    private $state;

    /** The text that was saved, or ''. */
    abstract protected function load();
    abstract protected function save($text);
    abstract public function storeUrl();
    abstract public function storeRoot();
    abstract public function bridgeUrl();
    /** A folder outside of what visitors see, where the bridge may write; made by the bridge. */
    abstract protected function stateFolder();
    /** Where bridge.php lies. */
    abstract protected function bridgeFile();

    public function state($name)
    {
        if ($this->state === null) {
            $saved = json_decode((string) $this->load(), true);
            $this->state = (is_array($saved) ? $saved : array()) + array('store_key' => '', 'private_key' => '', 'public_key' => '', 'connected' => false, 'scopes' => array());
            $this->state['scopes'] += self::$entities;
        }
        return $this->state[$name];
    }

    private function change($values)
    {
        $this->state('connected');
        $this->state = array_merge($this->state, $values);
        $this->save(json_encode($this->state));
    }

    public function connected() { return (bool) $this->state('connected'); }

    public function logo() { return dirname($this->bridgeFile()) . '/%%logo|php%%'; }

    /** The logo for the page of the shop's administration; '' where the plugin has none. */
    public function logoData()
    {
        $type = '%%logo_type|php%%';
        return $type !== '' && is_file($this->logo()) ? 'data:' . $type . ';base64,' . base64_encode((string) file_get_contents($this->logo())) : '';
    }

    /** What this server lacks; '' where it can connect. */
    public function lacks()
    {
        foreach (array('json', 'openssl', 'pdo_mysql', 'zlib') as $extension) {
            if (!extension_loaded($extension)) { return 'The PHP of this shop has no extension ' . $extension . '.'; }
        }
        return '';
    }

    /** Make keys, open the bridge, and tell the callback; answers '' or what went wrong in one sentence. */
    public function connect()
    {
        if ($this->lacks() !== '') { return $this->lacks(); }
        if ($this->state('store_key') === '') {
            $pair = openssl_pkey_new(array('private_key_bits' => 2048, 'private_key_type' => OPENSSL_KEYTYPE_RSA));
            if (!$pair || !openssl_pkey_export($pair, $private)) { return 'PHP could not make a key: its OpenSSL has no usable openssl.cnf.'; }
            $details = openssl_pkey_get_details($pair);
            $this->change(array('store_key' => bin2hex(self::random(16)), 'private_key' => $private, 'public_key' => $details['key']));
        }
        $this->change(array('connected' => true));
        $failed = $this->tell('connect');
        if ($failed !== '') { $this->change(array('connected' => false)); }
        return $failed;
    }

    /** Close the bridge and forget its keys; answers '' or a sentence on the callback, which was told before. */
    public function disconnect()
    {
        $failed = $this->connected() ? $this->tell('disconnect') : '';
        self::remove($this->stateFolder());
        $this->change(array('connected' => false, 'store_key' => '', 'private_key' => '', 'public_key' => ''));
        return $failed;
    }

    /** Nothing of the plugin is left but what the platform itself removes. */
    public function uninstall()
    {
        $this->disconnect();
        $this->save(null);
        $this->state = null;
    }

    /** Take over the scopes of a form; what is not one of the levels stays as it was. */
    public function allow($scopes)
    {
        $kept = $this->state('scopes');
        foreach (array_keys(self::$entities) as $entity) {
            if (is_array($scopes) && isset($scopes[$entity]) && in_array($scopes[$entity], self::$levels, true)) { $kept[$entity] = $scopes[$entity]; }
        }
        $this->change(array('scopes' => $kept));
    }

    /** Answer a request to the bridge; nothing may be printed after it. */
    public function bridge()
    {
        defined('BRIDGE2CART_LIBRARY') || define('BRIDGE2CART_LIBRARY', '1');
        error_reporting(0);
        @ini_set('display_errors', '0');
        @ini_set('zlib.output_compression', '0');
        ini_set('serialize_precision', PHP_VERSION_ID >= 70100 ? '-1' : '15');
        if (!$this->connected()) {
            http_response_code(404);
            echo 'BRIDGE NOT READY: disconnected';
            return;
        }
        ob_start();
        require_once $this->bridgeFile();
        $bridge = new PolycartBridge(dirname($this->bridgeFile()), array('store_key' => $this->state('store_key'), 'bridge_private_key' => $this->state('private_key'),
            'gateway_public_key' => self::GATEWAY_KEY, 'scopes' => $this->state('scopes'), 'store_root' => $this->storeRoot(), 'state' => $this->stateFolder(),
            'update' => false, 'delete' => false));
        register_shutdown_function(array($bridge, 'failed'));
        $post = $_SERVER['REQUEST_METHOD'] === 'POST';
        if ($bridge->begin($_SERVER['REQUEST_METHOD'], $_SERVER['REMOTE_ADDR'], $post ? (string) file_get_contents('php://input', false, null, 0, 33554432) : '')) {
            $bridge->platform();  // the shop's own code is loaded already; this takes the request's parameters from it
            $bridge->finish();
        }
    }

    /** Post the shop's addresses and keys, encrypted for whoever has built the plugin. */
    private function tell($event)
    {
        if (self::CALLBACK === '') { return ''; }
        $body = json_encode(array('data' => self::encrypted($this->told($event), self::CALLBACK_KEY, self::PADDING)));
        $headers = array('Content-Type: application/json', 'x-webhook-cart-id: ' . self::CART_ID, 'x-webhook-timestamp: ' . time(), 'x-webhook-event: ' . $event);
        list($status, $answer) = $this->post(self::CALLBACK, $headers, $body);
        if (in_array($status, array(200, 201, 202, 204), true)) { return ''; }
        $said = json_decode((string) $answer, true);
        $words = is_array($said) && isset($said['message']) && is_string($said['message']) ? $said['message'] : '';
        return self::COMPANY . ($status ? ' did not accept the shop (HTTP ' . $status . ').' : ' could not be reached.') . ($words !== '' ? ' ' . $words : '');
    }

    public function told($event)
    {
        $told = array('store_url' => $this->storeUrl(), 'store_key' => $this->state('store_key'), 'store_root' => $this->storeRoot(), 'bridge_url' => $this->bridgeUrl(),
            'bridge_public_key' => $this->state('public_key'), 'build' => self::BUILD, 'event' => $event, 'time' => time());
        ksort($told);
        return json_encode($told, JSON_UNESCAPED_SLASHES);
    }

    /** RSA encrypts less than its key is long: the text goes in parts, and is put together again in their order. */
    public static function encrypted($text, $key, $padding)
    {
        $details = openssl_pkey_get_details(openssl_pkey_get_public($key));
        list($length, $data) = array((int) ($details['bits'] / 8) - ($padding === 'oaep' ? 42 : 11), '');
        foreach (str_split($text, $length) as $part) {
            openssl_public_encrypt($part, $sealed, $key, $padding === 'oaep' ? OPENSSL_PKCS1_OAEP_PADDING : OPENSSL_PKCS1_PADDING);
            $data .= $sealed;
        }
        return base64_encode($data);
    }

    /** Post with PHP's own means; answers the status (0 for none) and the answer. Certificates are checked. */
    protected function post($url, $headers, $body)
    {
        $options = array('method' => 'POST', 'header' => implode("\r\n", $headers), 'content' => $body, 'timeout' => 60, 'ignore_errors' => true, 'follow_location' => 0,
            'protocol_version' => 1.1, 'user_agent' => 'bridge-plugin/' . self::VERSION);
        if (function_exists('curl_init')) {
            $curl = curl_init($url);
            curl_setopt_array($curl, array(CURLOPT_POST => true, CURLOPT_POSTFIELDS => $body, CURLOPT_HTTPHEADER => $headers, CURLOPT_RETURNTRANSFER => true,
                CURLOPT_TIMEOUT => 60, CURLOPT_USERAGENT => $options['user_agent']));
            $answer = curl_exec($curl);
            return array((int) curl_getinfo($curl, CURLINFO_HTTP_CODE), (string) $answer);
        }
        $options['header'] .= "\r\nConnection: close";
        $stream = @fopen($url, 'rb', false, stream_context_create(array('http' => $options)));
        if (!$stream) { return array(0, ''); }
        $about = stream_get_meta_data($stream);
        $line = isset($about['wrapper_data'][0]) ? $about['wrapper_data'][0] : '';
        return array(preg_match('~^HTTP/\S+ (\d{3})~', $line, $found) ? (int) $found[1] : 0, (string) stream_get_contents($stream, 65536));
    }

    public static function random($bytes) { return function_exists('random_bytes') ? random_bytes($bytes) : openssl_random_pseudo_bytes($bytes); }

    public static function remove($folder)
    {
        foreach (is_dir($folder) && !is_link($folder) ? array_diff(scandir($folder), array('.', '..')) : array() as $name) {
            is_dir($folder . '/' . $name) && !is_link($folder . '/' . $name) ? self::remove($folder . '/' . $name) : @unlink($folder . '/' . $name);
        }
        if (is_dir($folder) && !is_link($folder)) { @rmdir($folder); }
    }

    public static function shown($text) { return htmlspecialchars((string) $text, ENT_QUOTES, 'UTF-8'); }
}
