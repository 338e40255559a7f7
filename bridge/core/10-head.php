<?php
/**
 * The polycart bridge: reads and writes this shop's database for the shop owner's polycart gateway.
 *
 * It is built from the folder bridge/ of polycart, the same for every shop; keys and scopes are in config.php beside
 * it. The protocol is told in docs/topics/bridge.md, and what it defends against in docs/topics/bridge-threat-model.md.
 * To read it: PolycartBridge at the end is what happens to a request, in order. PHP 5.6 to 8.4, no dependency.
 */

define('BRIDGE2CART', '1');
define('BRIDGE2CART_VERSION', '@VERSION@');

/** Why nothing, or not all, was done: a word for the client, and one sentence that holds no value and no path. */
class PolycartRefusal extends Exception {
    public $word, $more;

    public function __construct($word, $says = '', $more = array()) { parent::__construct($says); list($this->word, $this->more) = array($word, $more); }
}

/** Refuse unless a condition holds. */
function polycart_need($condition, $word, $says = '', $more = array()) { if (!$condition) { throw new PolycartRefusal($word, $says, $more); } }

/** A text of a structure from the wire; '' where there is none. */
function polycart_text($source, $name) { return is_array($source) && isset($source[$name]) && is_string($source[$name]) ? $source[$name] : ''; }

/** Bytes of a structure from the wire: a text, or {"base64": …}. */
function polycart_bytes($source, $name) {
    return isset($source[$name]['base64']) && is_string($source[$name]['base64']) ? (string) base64_decode($source[$name]['base64'], true) : polycart_text($source, $name);
}

/** What config.php says, over the defaults. */
class PolycartConfig {
    public $folder;
    private $values;

    private static $defaults = array('store_key' => '', 'bridge_private_key' => '', 'gateway_public_key' => '', 'release_public_key' => '',
        'scopes' => array(), 'files' => true, 'code' => true, 'update' => false, 'delete' => true, 'allow' => array(), 'store_root' => '', 'prefix' => '',
        'cart' => '', 'state' => '', 'request_bytes' => 6291456, 'answer_bytes' => 67108864, 'rows' => 20000, 'statements' => 500, 'seconds' => 30,
        'requests_per_minute' => 1200);

    public function __construct($folder, $values = null) {
        $this->folder = $folder;
        $values = $values === null && is_file($folder . '/config.php') ? include $folder . '/config.php' : $values;
        $this->values = is_array($values) ? $values + self::$defaults : self::$defaults;
    }

    public function get($name) { return $this->values[$name]; }

    /** Whether the owner lets an entity be read, or written as well; what is not named is off. */
    public function allows($entity, $write) {
        $scopes = $this->values['scopes'];
        $scope = is_array($scopes) && isset($scopes[$entity]) ? $scopes[$entity] : 'off';
        return $scope === 'read/write' || (!$write && $scope === 'read');
    }

    public function root() { return realpath($this->values['store_root'] !== '' ? $this->values['store_root'] : dirname($this->folder)); }

    /** What this server lacks to run a bridge, in one word each. */
    public function lacks() {
        $found = preg_match('/^[0-9a-f]{32,64}\z/', (string) $this->values['store_key']) ? array() : array('config');
        foreach (array('json', 'openssl', 'pdo_mysql', 'zlib') as $extension) { extension_loaded($extension) || $found[] = $extension; }
        $keys = !function_exists('openssl_pkey_get_private') || (openssl_pkey_get_private($this->values['bridge_private_key'])
            && openssl_pkey_get_public($this->values['gateway_public_key']));
        $keys || $found[] = 'keys';
        return $found;
    }
}
