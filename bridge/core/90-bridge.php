<?php
/** One request, from the socket to the answer. */
class PolycartBridge {
    private $config, $memory, $actions, $answer, $what, $started;
    private $closed = false;

    public function __construct($folder, $values = null) {
        list($this->started, $this->config) = array(microtime(true), new PolycartConfig($folder, $values));
        $this->memory = new PolycartMemory($this->config);
        $this->actions = new PolycartActions($this->config, $this->memory);
    }

    /** Check who asks and read what is asked; answers whether there is anything to do. */
    public function begin($method, $address, $body) {
        $request = null;
        $lacks = $this->config->lacks();
        try {
            polycart_need($this->listed($address), 'address');
            if ($method !== 'POST') { $this->greet($lacks ?: ($this->memory->ready() ? array() : array('state'))); return false; }
            polycart_need(!$lacks, 'config');
            polycart_need(strlen($body) <= $this->config->get('request_bytes'), 'size');
            $parsed = PolycartWire::parse($body);
            PolycartWire::authenticate($parsed, $this->config);
            $request = $parsed;  // from here on refusals are authenticated
            polycart_need(abs(time() - $request['time']) <= PolycartMemory::WINDOW, 'clock');
            polycart_need($this->memory->count() <= $this->config->get('requests_per_minute'), 'rate');
            $this->memory->claim($request['nonce'], $request['time']);
            polycart_need($request['suite'] === PolycartWire::suite(), 'suite');
            $secret = PolycartWire::unwrap($request, $this->config);
            $this->what = json_decode(PolycartWire::unsealed($request, $secret), true, 24);
            $this->answer = new PolycartAnswer($request['suite'], $request['nonce'], $secret, $this->config);
        } catch (PolycartRefusal $refusal) { $this->refuse($refusal->word, $request); return false; }
        return true;
    }

    /** What a browser sees; asked with a nonce, the public keys of bridge and gateway, under the store key. */
    private function greet($lacks) {
        $nonce = $lacks || !preg_match('/^[0-9a-f]{32}\z/', polycart_text($_GET, 'nonce')) ? '' : $_GET['nonce'];
        polycart_clean_output($nonce === '' ? 'text/html; charset=utf-8' : 'application/json');
        if ($nonce === '') { echo $lacks ? 'BRIDGE NOT READY: ' . implode(' ', $lacks) : 'BRIDGE INSTALLED.<br /> Version: ' . BRIDGE2CART_VERSION; return; }
        $pair = array(openssl_pkey_get_private($this->config->get('bridge_private_key')), openssl_pkey_get_public($this->config->get('gateway_public_key')));
        foreach ($pair as $place => $key) { $pair[$place] = preg_replace('/-----[^-]+-----|\s+/', '', openssl_pkey_get_details($key)['key']); }
        $told = array('bridge' => 1, 'key' => $pair[0], 'gateway' => $pair[1], 'mac' => $this->mac(array('key', $nonce, $pair[0], $pair[1])));
        echo json_encode($told, JSON_UNESCAPED_SLASHES);
    }

    private function mac($parts) { return hash_hmac('sha256', PolycartWire::NAME . "\n" . implode("\n", $parts), $this->config->get('store_key')); }

    /** The file of the shop to load for this action, by the script itself in the global scope; '' for none. */
    public function platform() {
        try {
            if (polycart_text($this->what, 'action') !== 'rest' || !$this->config->get('code')) { return ''; }
            list($shop, $_GET, $_POST, $_REQUEST, $_COOKIE) = array($this->actions->shop(), array(), array(), array(), array());
            return $shop->route(polycart_text($this->what, 'path'), polycart_text($this->what, 'method') !== 'GET') ? $shop->platform : '';
        } catch (PolycartRefusal $refusal) { return ''; }  // finish() will find it again and tell it
    }

    /** Do what is asked and send the answer. */
    public function finish() {
        try {
            $outcome = $this->act();
            $this->close(isset($outcome['error']) ? array('ok' => false) + $outcome : array('ok' => true) + $outcome);
        } catch (PolycartRefusal $refusal) {
            $this->close(array('ok' => false, 'error' => PolycartActions::told($refusal)));
        } catch (Exception $error) { $this->failed(); } catch (Throwable $error) { $this->failed(); }  // the second of PHP 7 and newer
    }

    /** Close the answer where the shop's code, or PHP, has ended the script. */
    public function failed() {
        if ($this->answer && !$this->closed) {
            $this->close(array('ok' => false, 'error' => array('code' => 'failed', 'says' => 'The bridge or the shop\'s own code failed.')));
        }
    }

    private function close($object) {
        $this->closed = true;
        $this->answer->close($object + array('ms' => (int) round((microtime(true) - $this->started) * 1000)));
    }

    private function act() {
        list($what, $actions, $action) = array($this->what, $this->actions, polycart_text($this->what, 'action'));
        $switch = isset(PolycartActions::$switches[$action]) ? PolycartActions::$switches[$action] : '';
        polycart_need($switch !== '' || $action === 'info' || $action === 'run', 'action', 'There is no such action.');
        polycart_need($switch === '' || $this->config->get($switch), 'scope', 'The owner has switched ' . $switch . ' off.');
        if ($action === 'info') { return $actions->info($what); }
        if ($action === 'delete') { return $actions->delete(); }  // it removes what would remember it
        if ($action === 'rest' && polycart_text($what, 'method') === 'GET') { return $actions->rest($what); }
        $statements = isset($what['statements']) ? $what['statements'] : null;
        if ($action === 'run' && !PolycartStatements::write($statements, $this->config->get('statements'))) { return $actions->read($what, $this->answer); }
        polycart_need(preg_match('/^[0-9a-f]{32}\z/', polycart_text($what, 'id')), 'id', 'What changes the shop needs an id.');
        ignore_user_abort(true);
        return $this->memory->once($what['id'], hash('sha256', json_encode($what)), function ($committing) use ($actions, $action, $what) {
            if ($action === 'run') { return $actions->write($what, $committing); }
            if ($action === 'rest') { $committing(); }  // the shop's code makes final what it likes when it likes: never twice
            return strncmp($action, 'file', 4) === 0 ? $actions->file($action, $what) : $actions->$action($what);
        });
    }

    /** A refusal from before the seal. Only one to an authenticated request is authenticated, and says the time. */
    private function refuse($word, $request) {
        polycart_clean_output('application/json');
        $told = array('bridge' => 1, 'refused' => $word);
        if ($word === 'rate') { http_response_code(429); header('Retry-After: ' . (60 - time() % 60)); }
        if ($request) {
            $told += array('nonce' => $request['nonce'], 'time' => time());
            $told['mac'] = $this->mac(array('refusal', $word, $told['nonce'], $told['time']));
        }
        echo json_encode($told);
    }

    /** Whether an address may ask. Only the address of the connection counts, no header. */
    private function listed($address) {
        $ip = @inet_pton((string) $address);
        foreach ($this->config->get('allow') as $network) {
            list($net, $bits) = explode('/', $network . '/');
            $net = @inet_pton($net);
            if ($ip === false || $net === false || strlen($net) !== strlen($ip)) { continue; }
            $bits = $bits === '' ? strlen($net) * 8 : (int) $bits;
            $mask = str_pad(str_repeat("\xff", $bits >> 3) . ($bits & 7 ? chr(0xff00 >> ($bits & 7) & 0xff) : ''), strlen($net), "\0");
            if (($ip & $mask) === ($net & $mask)) { return true; }
        }
        return !$this->config->get('allow');
    }
}

if (!defined('BRIDGE2CART_LIBRARY')) {
    error_reporting(0);
    foreach (array('display_errors' => '0', 'zlib.output_compression' => '0', 'serialize_precision' => PHP_VERSION_ID >= 70100 ? '-1' : '15') as $polycart_name => $polycart_value) {
        ini_set($polycart_name, $polycart_value);
    }
    ob_start();
    $polycart_bridge = new PolycartBridge(__DIR__);
    register_shutdown_function(array($polycart_bridge, 'failed'));
    $polycart_body = $_SERVER['REQUEST_METHOD'] === 'POST' ? (string) file_get_contents('php://input', false, null, 0, 33554432) : '';
    if ($polycart_bridge->begin($_SERVER['REQUEST_METHOD'], $_SERVER['REMOTE_ADDR'], $polycart_body)) {
        $polycart_file = $polycart_bridge->platform();
        if ($polycart_file !== '') { require $polycart_file; }  // in the global scope, as the shop's own index.php does
        $polycart_bridge->finish();
    }
}
