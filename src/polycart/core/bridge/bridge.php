<?php
/**
 * The polycart bridge: reads and writes this shop's database for the shop owner's polycart gateway.
 *
 * It is built from the folder bridge/ of polycart, the same for every shop; keys and scopes are in config.php beside
 * it. The protocol is told in docs/topics/bridge.md, and what it defends against in docs/topics/bridge-threat-model.md.
 * To read it: PolycartBridge at the end is what happens to a request, in order. PHP 5.6 to 8.4, no dependency.
 */
define('BRIDGE2CART', '1');
define('BRIDGE2CART_VERSION', '1.0.0');
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
/** The cryptography of requests and answers: what is covered, how it is sealed. */
class PolycartWire {
    const NAME = 'polycart-bridge-1';
    const PIECE = 262144;
    /** The one suite that this bridge accepts; PHP 5.6 and 7.0 have no GCM. */
    public static function suite() {
        return PHP_VERSION_ID >= 70100 && in_array('aes-256-gcm', array_map('strtolower', openssl_get_cipher_methods()), true) ? 'gcm' : 'ctr';
    }
    /** Read a request's JSON; every member has its exact shape, and there are no others. */
    public static function parse($body) {
        $request = json_decode($body, true, 4);
        polycart_need(is_array($request) && count($request) === 8 && isset($request['bridge'], $request['time']), 'shape');
        polycart_need($request['bridge'] === 1 && is_int($request['time']), 'shape');
        $base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=';
        $digits = '0123456789abcdef';
        foreach (array('suite' => 'gmctr', 'nonce' => $digits, 'mac' => $digits, 'key' => $base64, 'sign' => $base64, 'data' => $base64) as $name => $letters) {
            $text = polycart_text($request, $name);
            polycart_need($text !== '' && strspn($text, $letters) === strlen($text), 'shape');
        }
        polycart_need(strlen($request['nonce']) === 32 && strlen($request['mac']) === 64, 'shape');
        return $request;
    }
    /** Refuse what the gateway has not signed, without telling the two checks apart. No part of what is covered can hold a line feed. */
    public static function authenticate($request, $config) {
        $covered = implode("\n", array(self::NAME, 'POST', $request['suite'], $request['time'], $request['nonce'], $request['key'], $request['data']));
        $mac = hash_hmac('sha256', $covered, $config->get('store_key'));
        $signature = (string) base64_decode($request['sign'], true);
        polycart_need(hash_equals($mac, $request['mac'])
            && openssl_verify($covered, $signature, $config->get('gateway_public_key'), OPENSSL_ALGO_SHA256) === 1, 'signature');
    }
    /** The secret of a request, which only this bridge can unwrap. */
    public static function unwrap($request, $config) {
        $secret = '';
        $wrapped = (string) base64_decode($request['key'], true);
        $good = openssl_private_decrypt($wrapped, $secret, $config->get('bridge_private_key'), OPENSSL_PKCS1_OAEP_PADDING);
        polycart_need($good && strlen($secret) === 32, 'key');
        return $secret;
    }
    /** The text of a request. */
    public static function unsealed($request, $secret) {
        $bound = self::bound('request', $request['suite'], $request['nonce'], 0, true);
        return self::open($request['suite'], self::derived($secret, "request\n" . $request['nonce']), 0, $bound, base64_decode($request['data'], true));
    }
    public static function derived($secret, $what) { return hash_hmac('sha256', self::NAME . "\n" . $what, $secret, true); }
    /** What a piece is bound to: direction, suite, request, place, and whether it is the last. */
    public static function bound($direction, $suite, $nonce, $place, $last) {
        return implode("\n", array(self::NAME, $direction, $suite, $nonce, $place, $last ? 'last' : 'more'));
    }
    /** AES-256-CTR with HMAC-SHA256 after it, for both ways. */
    private static function counter($key, $place, $bound, $text, $open) {
        $vector = pack('N4', 0, $place, 0, 0);
        $inner = hash_hmac('sha256', 'cipher', $key, true);
        $sealed = $open ? (string) substr($text, 0, -32) : openssl_encrypt($text, 'aes-256-ctr', $inner, OPENSSL_RAW_DATA, $vector);
        $tag = hash_hmac('sha256', $bound . $vector . $sealed, hash_hmac('sha256', 'mac', $key, true), true);
        if (!$open) { return $sealed . $tag; }
        return hash_equals($tag, (string) substr($text, -32)) ? openssl_decrypt($sealed, 'aes-256-ctr', $inner, OPENSSL_RAW_DATA, $vector) : false;
    }
    public static function seal($suite, $key, $place, $bound, $text) {
        if ($suite !== 'gcm') { return self::counter($key, $place, $bound, $text, false); }
        $tag = '';
        return openssl_encrypt($text, 'aes-256-gcm', $key, OPENSSL_RAW_DATA, pack('N3', 0, 0, $place), $tag, $bound, 16) . $tag;
    }
    public static function open($suite, $key, $place, $bound, $sealed) {
        polycart_need(is_string($sealed) && strlen($sealed) >= ($suite === 'gcm' ? 16 : 32), 'data');
        $text = $suite !== 'gcm' ? self::counter($key, $place, $bound, $sealed, true) : openssl_decrypt((string) substr($sealed, 0, -16), 'aes-256-gcm',
            $key, OPENSSL_RAW_DATA, pack('N3', 0, 0, $place), substr($sealed, -16), $bound);
        polycart_need($text !== false, 'data');
        return $text;
    }
    public static function random($bytes) {
        if (function_exists('random_bytes')) { return random_bytes($bytes); }
        $random = openssl_random_pseudo_bytes($bytes, $strong);
        polycart_need($random !== false && $strong, 'random');
        return $random;
    }
}
/** An answer on its way: text goes in, sealed pieces go out as soon as they are full. */
class PolycartAnswer {
    private $suite, $nonce, $key, $head, $most;
    private $text = '', $place = 0, $size = 0, $whole = true;  // whether the text ends with a whole line
    public function __construct($suite, $nonce, $secret, $config) {
        $second = PolycartWire::random(32);
        $wrapped = '';
        polycart_need(openssl_public_encrypt($second, $wrapped, $config->get('gateway_public_key'), OPENSSL_PKCS1_OAEP_PADDING), 'keys');
        list($this->suite, $this->nonce, $this->most) = array($suite, $nonce, $config->get('answer_bytes'));
        $this->key = PolycartWire::derived($secret, "answer\n" . $nonce . "\n" . $second);
        $head = array('nonce' => $nonce, 'suite' => $suite, 'key' => base64_encode($wrapped));
        $this->head = 'polycart-answer-1 ' . json_encode($head, JSON_UNESCAPED_SLASHES) . "\n";
    }
    public function write($text) {
        $this->size += strlen($text);
        polycart_need($this->size <= $this->most, 'too_large', 'The answer is larger than the bridge may send.');
        $this->text .= $text;
        $this->whole = substr($text, -1) === "\n";
        while (strlen($this->text) >= PolycartWire::PIECE) {
            $this->emit((string) substr($this->text, 0, PolycartWire::PIECE), false);
            $this->text = (string) substr($this->text, PolycartWire::PIECE);
        }
    }
    /** The object that closes every answer; it is sent also where the answer has become too large. */
    public function close($object) {
        $this->most = PHP_INT_MAX;
        $this->write(($this->whole ? '' : "\n") . json_encode($object, JSON_UNESCAPED_SLASHES) . "\n");
        $this->emit($this->text, true);
    }
    private function emit($text, $last) {
        $bound = PolycartWire::bound('answer', $this->suite, $this->nonce, $this->place, $last);
        $piece = PolycartWire::seal($this->suite, $this->key, $this->place, $bound, gzdeflate($text, 5));
        if ($this->place++ === 0) { polycart_clean_output('application/octet-stream'); echo $this->head; }
        echo pack('N', strlen($piece)), $last ? "\1" : "\0", $piece;
        flush();
    }
}
/** Throw away what was printed by the shop's own code, and say what follows. */
function polycart_clean_output($type) {
    while (ob_get_level() > 0 && ob_end_clean()) { continue; }
    foreach (headers_sent() ? array() : array('Content-Type: ' . $type, 'Cache-Control: no-store', 'X-Content-Type-Options: nosniff') as $line) { header($line); }
}
/** What the bridge remembers, in files of its own folder: nonces, the rate, and what became of each write. */
class PolycartMemory {
    const WINDOW = 300;
    public $folder;
    public function __construct($config) {
        // The name cannot be guessed without the store key, should a web server show the folder after all.
        $name = 'state-' . substr(hash_hmac('sha256', 'state', $config->get('store_key')), 0, 24);
        $this->folder = $config->get('state') !== '' ? $config->get('state') : $config->folder . '/' . $name;
    }
    public function ready() {
        if (!is_dir($this->folder) && @mkdir($this->folder, 0700)) {
            @file_put_contents($this->folder . '/.htaccess', "Require all denied\nDeny from all\n");
            @file_put_contents($this->folder . '/index.html', '');
        }
        return is_dir($this->folder) && is_writable($this->folder);
    }
    /** Count one signed request of this minute; answers how many there were. */
    public function count() {
        $minute = (int) floor(time() / 60);
        $handle = @fopen($this->made('rate') . '/' . $minute, 'ab');
        polycart_need($handle && fwrite($handle, '.') === 1, 'state');
        return fstat($handle)['size'];
    }
    /** Take a nonce, once for ever: exclusive creation is atomic, and without a file nothing is executed. */
    public function claim($nonce, $time) {
        $span = (int) floor($time / self::WINDOW);
        $fresh = !is_dir($this->folder . '/nonce/' . $span);
        $path = $this->made('nonce/' . $span) . '/' . $nonce;
        $handle = @fopen($path, 'xb');
        clearstatcache();
        polycart_need($handle, file_exists($path) ? 'replay' : 'state');
        if ($fresh) { $this->forget(); }
    }
    /** Remove nonces that the clock check refuses, old counts, and of a 256th of all writes those that are older than a day. */
    private function forget() {
        $now = (int) floor(time() / self::WINDOW);
        foreach (self::names($this->folder . '/nonce') as $path) { (int) basename($path) < $now - 2 && polycart_remove($path); }
        foreach (self::names($this->folder . '/rate') as $path) { (int) basename($path) < $now * 5 - 5 && polycart_remove($path); }
        foreach (self::names($this->folder . '/write/' . sprintf('%02x', $now % 256)) as $path) { @filemtime($path) < time() - 86400 && polycart_remove($path); }
    }
    /** Do a write once. The work calls the function that it gets before what cannot be taken back: until then it may be tried again, after it not. */
    public function once($id, $digest, $work) {
        $handle = @fopen($this->made('write/' . substr($id, 0, 2)) . '/' . $id, 'c+b');
        polycart_need($handle, 'state');
        polycart_need(flock($handle, LOCK_EX | LOCK_NB), 'running', 'The same write is still being done.');
        $known = array('state' => '', 'digest' => $digest);
        foreach (explode("\n", (string) stream_get_contents($handle)) as $line) { $known = json_decode($line, true) ?: $known; }  // the last whole line counts
        polycart_need($known['digest'] === $digest, 'id', 'The id was used for another write.');
        if ($known['state'] === 'done') { return array('repeated' => true) + $known['outcome']; }
        polycart_need($known['state'] !== 'committing', 'unsettled', 'An earlier attempt ended while it was being made final.');
        self::note($handle, array('state' => 'begun', 'digest' => $digest));
        $outcome = $work(function () use ($handle, $digest) { PolycartMemory::note($handle, array('state' => 'committing', 'digest' => $digest)); });
        self::note($handle, array('state' => 'done', 'digest' => $digest, 'outcome' => $outcome));
        return $outcome;
    }
    public static function note($handle, $what) {
        $text = "\n" . json_encode($what, JSON_UNESCAPED_SLASHES);
        polycart_need(fseek($handle, 0, SEEK_END) === 0 && fwrite($handle, $text) === strlen($text) && fflush($handle), 'state');
    }
    private function made($name) {
        $path = $this->folder . '/' . $name;
        polycart_need($this->ready() && (is_dir($path) || @mkdir($path, 0700, true) || is_dir($path)), 'state');
        return $path;
    }
    private static function names($folder) { return array_filter((array) glob($folder . '/*')); }
}
/** Remove a folder with all that is in it; a link is removed, not followed. */
function polycart_remove($path) {
    if (!is_dir($path) || is_link($path)) { return @unlink($path); }
    foreach (array_diff((array) @scandir($path), array('.', '..', false)) as $name) { polycart_remove($path . '/' . $name); }
    return @rmdir($path);
}
/** Put a whole file in the place of another, or of none. */
function polycart_replace($file, $bytes) {
    $draft = dirname($file) . '/polycart-' . bin2hex(PolycartWire::random(8)) . '.tmp';
    $good = @file_put_contents($draft, $bytes) === strlen($bytes) && @chmod($draft, 0644) && @rename($draft, $file);
    return $good || (@unlink($draft) && false);
}
/** The shop's database: the connection, what tables and columns it has, and bound execution. */
class PolycartDatabase {
    public $prefix;
    public $charset = 'utf8mb4';
    private $pdo;
    private $tables = array();
    /** $access: host, port, socket, user, password, name, from the shop's own configuration. */
    public function __construct($access, $config) {
        if (preg_match('~^([^:]*):(\d+|/.+)\z~', $access['host'], $found)) {  // host:port, host:/socket
            $access = array($found[2][0] === '/' ? 'socket' : 'port' => $found[2], 'host' => $found[1]) + $access;
        }
        $port = empty($access['port']) ? 3306 : (int) $access['port'];
        $dsn = 'mysql:dbname=' . $access['name'] . (isset($access['socket']) ? ';unix_socket=' . $access['socket'] : ';host=' . $access['host'] . ';port=' . $port);
        $options = array(PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION, PDO::ATTR_EMULATE_PREPARES => false,
            PDO::ATTR_TIMEOUT => 10, PDO::MYSQL_ATTR_FOUND_ROWS => true, PDO::MYSQL_ATTR_LOCAL_INFILE => false);
        try {
            $this->pdo = new PDO($dsn . ';charset=utf8mb4', $access['user'], $access['password'], $options);
        } catch (PDOException $error) { throw new PolycartRefusal('database', 'The shop\'s database does not let the bridge in: error ' . (int) $error->getCode() . '.'); }
        // Shops have zero dates and columns without defaults; what would be cut off is found by its warning instead.
        $this->pdo->exec("SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION'");
        $seconds = (int) $config->get('seconds');
        foreach (array('max_statement_time = ' . $seconds, 'max_execution_time = ' . $seconds * 1000, 'innodb_lock_wait_timeout = ' . $seconds) as $setting) {
            try { $this->pdo->exec('SET SESSION ' . $setting); } catch (PDOException $error) { continue; }  // MariaDB knows the first, MySQL the second
        }
    }
    /** For shops that keep UTF-8 text in tables that they call latin1. */
    public function speak($charset) {
        polycart_need(in_array($charset, array('utf8mb4', 'utf8', 'latin1'), true), 'statement', 'The charset is not known.');
        $this->pdo->exec('SET NAMES ' . $charset);
        $this->charset = $charset;
    }
    public function transaction($write) { $this->pdo->exec($write ? 'START TRANSACTION' : 'START TRANSACTION WITH CONSISTENT SNAPSHOT'); }
    public function end($keep) { $this->pdo->exec($keep ? 'COMMIT' : 'ROLLBACK'); }
    /** Run a statement; with $stream its rows are fetched one by one. */
    public function execute($sql, $binds, $stream = false) {
        try {
            $this->pdo->setAttribute(PDO::MYSQL_ATTR_USE_BUFFERED_QUERY, !$stream);
            $statement = $this->pdo->prepare($sql);
            foreach ($binds as $place => $value) {
                $type = $value === null ? PDO::PARAM_NULL : (is_int($value) ? PDO::PARAM_INT : PDO::PARAM_STR);
                $statement->bindValue($place + 1, is_float($value) ? json_encode($value) : $value, $type);
            }
            $statement->execute();
            return $statement;
        } catch (PDOException $error) { throw self::failed($error); }
    }
    public function fetch($statement) { try { return $statement->fetch(PDO::FETCH_NUM); } catch (PDOException $error) { throw self::failed($error); } }
    /** The error of the database by its number: its words may hold values, names and paths. */
    public static function failed($error) {
        $number = isset($error->errorInfo[1]) ? (int) $error->errorInfo[1] : 0;
        $words = array(1062 => 'duplicate', 1586 => 'duplicate', 1205 => 'busy', 1213 => 'busy', 1969 => 'timeout',
            3024 => 'timeout', 1451 => 'constraint', 1452 => 'constraint', 1048 => 'constraint', 1366 => 'value', 1292 => 'value', 1267 => 'value');
        $word = isset($words[$number]) ? $words[$number] : 'database';
        return new PolycartRefusal($word, 'The database refused with error ' . $number . '.', array('errno' => $number));
    }
    public function rows($sql, $binds = array()) { return $this->execute($sql, $binds)->fetchAll(PDO::FETCH_NUM); }
    public function madeId() { $id = $this->pdo->lastInsertId(); return ctype_digit((string) $id) ? (int) $id : $id; }
    /** Refuse a write of which the database would keep only a part: out of range, cut off, not a number. */
    public function refuseCut() {
        foreach ($this->rows('SHOW WARNINGS') as $row) {
            polycart_need(!in_array((int) $row[1], array(1264, 1265, 1366, 1406), true), 'cut', 'A value does not fit its column.', array('errno' => (int) $row[1]));
        }
    }
    /** A table's columns (name => type), or null where the shop has no such table. */
    public function columns($table) {
        if (!array_key_exists($table, $this->tables)) {
            $this->tables[$table] = null;
            foreach ($this->schema('COLUMN_NAME, DATA_TYPE', 'COLUMNS', '=', $this->prefix . $table) as $row) { $this->tables[$table][$row[0]] = strtolower($row[1]); }
        }
        return $this->tables[$table];
    }
    public function engine($table) { $rows = $this->schema('ENGINE', 'TABLES', '=', $this->prefix . $table); return $rows ? (string) $rows[0][0] : ''; }
    private function schema($columns, $view, $operator, $table) {
        return $this->rows("SELECT $columns FROM information_schema.$view WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME $operator ?", array($table));
    }
    /** The prefixes under which this database has all the tables that mark a cart. */
    public function candidates($markers) {
        $found = null;
        foreach ($markers as $marker) {
            $prefixes = array();
            foreach ($this->schema('TABLE_NAME', 'TABLES', 'LIKE', '%' . str_replace('_', '\\_', $marker)) as $row) { $prefixes[] = (string) substr($row[0], 0, -strlen($marker)); }
            $found = $found === null ? $prefixes : array_intersect($found, $prefixes);
        }
        sort($found);
        return $found;
    }
}
/** Statements: structures from the wire, of which this class writes SQL. Names are checked, values are bound. */
class PolycartStatements {
    private static $operators = array('=' => '=', '!=' => '<>', '<' => '<', '<=' => '<=', '>' => '>', '>=' => '>=', 'like' => 'LIKE',
        'not like' => 'NOT LIKE', 'in' => 'IN', 'not in' => 'NOT IN', 'is null' => 'IS NULL', 'not null' => 'IS NOT NULL');
    private $database, $shop, $config;
    private $binds = array();    // of the statement that is being written, in the order of its text
    private $aliases = array();  // alias => table, SQL name, whether hidden columns may be named; null is the statement's own
    private $kept = array();     // [statement][column] => values, for references
    private $made = array();     // [statement] => insert id
    public function __construct($database, $shop, $config) { list($this->database, $this->shop, $this->config) = array($database, $shop, $config); }
    /** Whether any of the statements writes; their outer shape is checked on the way. */
    public static function write($statements, $most) {
        $good = is_array($statements) && $statements && array_values($statements) === $statements && count($statements) <= $most;
        polycart_need($good, 'statement', 'Statements must be a list that is neither empty nor too long.');
        $all = array_map(function ($statement) { return polycart_text($statement, 'do'); }, $statements);
        polycart_need(!array_diff($all, array('select', 'insert', 'update', 'delete')), 'statement', 'A statement has no do that is known.');
        return (bool) array_diff($all, array('select'));
    }
    /** Execute all statements; rows go to $sink piece by piece. Answers how many each had, and what it made. */
    public function run($statements, $sink, &$results) {
        foreach ($statements as $place => $statement) {
            list($this->binds, $this->aliases) = array(array(), array());
            try {
                $results[] = $statement['do'] === 'select' ? $this->select($place, $statement, $sink) : $this->change($place, $statement);
            } catch (PolycartRefusal $refusal) { $refusal->more['statement'] = $place; throw $refusal; }
        }
    }
    private function select($place, $statement, $sink) {
        self::only($statement, array('do', 'table', 'as', 'joins', 'columns', 'where', 'group', 'order', 'limit', 'offset', 'keep'));
        list($tables, $where) = $this->from($statement);
        list($columns, $shape) = array(array(), array());
        foreach (self::items($statement, 'columns', true) as $column) { list($columns[], $shape[]) = $this->output($column); }
        $most = $this->config->get('rows');
        $sql = 'SELECT ' . implode(', ', $columns) . $tables . self::clause(' WHERE ', array_merge($where, $this->conditions(self::items($statement, 'where'))))
            . self::clause(' GROUP BY ', array_map(array($this, 'column'), self::items($statement, 'group')), ', ')
            . self::clause(' ORDER BY ', array_map(array($this, 'order'), self::items($statement, 'order')), ', ')
            . ' LIMIT ' . self::number($statement, 'limit', $most + 1) . ' OFFSET ' . self::number($statement, 'offset', 0);
        $keep = array_intersect(array_map(function ($path) { return implode('.', $path); }, $shape), array_filter(self::items($statement, 'keep'), 'is_string'));
        $rows = $this->database->execute($sql, $this->binds, true);
        $found = 0;
        $sink('[');
        while (($row = $this->database->fetch($rows)) !== false) {
            polycart_need(++$found <= $most, 'too_large', 'A statement answers more rows than the bridge may send.');
            foreach ($keep as $index => $name) { $this->kept[$place][$name][] = $row[$index]; }
            $sink(($found > 1 ? ',' : '') . self::encoded($row, $shape));
        }
        $rows->closeCursor();
        $sink("]\n");
        return array('rows' => $found);
    }
    /** An insert, update or delete: another number of rows than expected, or a value that would be cut off, is a failure. */
    private function change($place, $statement) {
        $insert = $statement['do'] === 'insert';
        $table = $this->table($statement, true);
        $this->aliases[null] = $this->aliases[$table] = array($table, $insert ? '' : $this->real($table) . '.', true);
        $sql = $insert ? $this->insert($statement, $table) : $this->altered($statement, $table);
        $changed = $this->database->execute($sql, $this->binds)->rowCount();
        $id = $insert ? $this->made[$place] = $this->database->madeId() : 0;  // the next question to the server resets it
        $this->database->refuseCut();
        $good = $insert || ($changed <= self::number($statement, 'most', $this->config->get('rows')) && $changed === self::number($statement, 'exactly', $changed));
        polycart_need($good, 'expected', 'Another number of rows was met than expected.', array('met' => $changed));
        return array('changed' => $changed, 'insert' => $id);
    }
    private function insert($statement, $table) {
        self::only($statement, array('do', 'table', 'columns', 'rows', 'update'));
        $columns = self::items($statement, 'columns', true);
        $names = array_map(array($this, 'column'), $columns);
        list($lines, $update) = array(array(), array());
        foreach (self::items($statement, 'rows', true) as $row) {
            polycart_need(is_array($row) && count($row) === count($columns), 'statement', 'A row must have a value for each column.');
            $this->shop->guardRow($this, $table, array_combine($columns, $row));
            $lines[] = '(' . implode(', ', array_map(array($this, 'value'), $row)) . ')';
        }
        foreach (self::items($statement, 'update') as $column) {
            $this->shop->guardSet($table, $column, true);
            $update[] = $this->column($column) . ' = VALUES(' . $this->column($column) . ')';
        }
        $sql = 'INSERT INTO ' . $this->real($table) . ' (' . implode(', ', $names) . ') VALUES ' . implode(', ', $lines);
        return $sql . self::clause(' ON DUPLICATE KEY UPDATE ', $update, ', ');
    }
    private function altered($statement, $table) {
        $update = $statement['do'] === 'update';
        self::only($statement, array('do', 'table', $update ? 'set' : 'where', 'where', 'exactly', 'most'));
        $set = array();
        foreach ($update ? self::items($statement, 'set', true) : array() as $column => $value) {
            $this->shop->guardSet($table, $column);
            $name = $this->column($column);
            $add = is_array($value) && array_keys($value) === array('add') && (is_int($value['add']) || is_float($value['add']));
            $set[] = $name . ' = ' . ($add ? $name . ' + ' . $this->value($value['add']) : $this->value($value));
        }
        $where = array_merge($this->conditions(self::items($statement, 'where', true)), $this->shop->guard($this, $table, $this->real($table), true));
        return ($update ? 'UPDATE ' . $this->real($table) . ' SET ' . implode(', ', $set) : 'DELETE FROM ' . $this->real($table)) . self::clause(' WHERE ', $where);
    }
    /** FROM with its JOINs, and the guard of the first table, which is the beginning of the WHERE. */
    private function from($source) {
        list($table, $alias) = $this->named($source);
        $this->aliases[null] = $this->aliases[$alias];
        $sql = ' FROM ' . $this->real($table) . ' AS `' . $alias . '`';
        foreach (self::items($source, 'joins') as $join) {
            self::only($join, array('table', 'as', 'left', 'on'));
            list($joined, $name) = $this->named($join);
            $on = array_merge($this->conditions(self::items($join, 'on', true)), $this->shop->guard($this, $joined, '`' . $name . '`', false));
            $sql .= (empty($join['left']) ? ' JOIN ' : ' LEFT JOIN ') . $this->real($joined) . ' AS `' . $name . '` ON ' . implode(' AND ', $on);
        }
        return array($sql, $this->shop->guard($this, $table, '`' . $alias . '`', false));
    }
    private function named($source) {
        $table = $this->table($source, false);
        $alias = isset($source['as']) ? $source['as'] : $table;
        $good = is_string($alias) && preg_match('/^(?!polycart)[A-Za-z][A-Za-z0-9_]{0,62}\z/', $alias) && !isset($this->aliases[$alias]);
        polycart_need($good, 'statement', 'An alias must be a word of its own.');
        $this->aliases[$alias] = array($table, '`' . $alias . '`.', false);
        return array($table, $alias);
    }
    /** A table by its name without prefix: one that a scope names, that the scope allows, and that the shop has. */
    private function table($source, $write) {
        $table = polycart_text($source, 'table');
        $this->shop->permit($table, $write);
        polycart_need($this->database->columns($table) !== null, 'table', 'The shop has no table ' . $table . '.');
        return $table;
    }
    public function real($table) { return '`' . $this->database->prefix . $table . '`'; }
    public function column($name) { return current($this->known($name)); }
    /** A column as SQL, and its type; it must be one that the shop has and, unless it is only written, that may be read. */
    private function known($name, $compared = false) {
        $good = is_string($name) && preg_match('/^(?:([A-Za-z0-9_]{1,64})\.)?([A-Za-z0-9_]{1,64})\z/', $name, $found);
        polycart_need($good, 'column', 'A column must be a word, or an alias and a word.');
        $alias = $found[1] === '' ? null : $found[1];
        polycart_need(isset($this->aliases[$alias]), 'column', 'There is no alias ' . $alias . '.');
        list($table, $sql, $write) = $this->aliases[$alias];
        $columns = $this->database->columns($table);
        polycart_need(isset($columns[$found[2]]), 'column', 'The table ' . $table . ' has no column ' . $found[2] . '.');
        polycart_need(($write && !$compared) || !$this->shop->hides($table, $found[2]), 'scope', 'The column ' . $found[2] . ' cannot be read.');
        return array($sql . '`' . $found[2] . '`', $columns[$found[2]]);
    }
    private function order($name) {
        return is_string($name) && strncmp($name, '-', 1) === 0 ? $this->column((string) substr($name, 1)) . ' DESC' : $this->column($name);
    }
    /** A column of the answer: its SQL, and the place that it has in a row. */
    private function output($column) {
        if (is_string($column)) { return array($this->column($column), explode('.', $column, 2)); }
        self::only($column, array('fn', 'of', 'as', 'distinct'));
        list($function, $name) = array(polycart_text($column, 'fn'), polycart_text($column, 'as'));
        polycart_need(in_array($function, array('count', 'sum', 'min', 'max', 'avg'), true) && preg_match('/^[a-z][a-z0-9_]{0,30}\z/', $name), 'statement',
            'A function must be known, and have a name.');
        $of = !isset($column['of']) && $function === 'count' ? '*' : (empty($column['distinct']) ? '' : 'DISTINCT ') . $this->column(polycart_text($column, 'of'));
        return array(strtoupper($function) . '(' . $of . ')', array($name));
    }
    private function conditions($list, $depth = 0) {
        polycart_need($depth <= 5 && is_array($list), 'statement', 'Conditions are not a list, or nested too deep.');
        $sql = array();
        foreach ($list as $condition) {
            $word = is_array($condition) && count($condition) === 1 ? key($condition) : null;
            if ($word === 'any' || $word === 'all') {
                $inner = $this->conditions($condition[$word], $depth + 1);
                $sql[] = $inner ? '(' . implode($word === 'any' ? ' OR ' : ' AND ', $inner) . ')' : ($word === 'any' ? '1 = 0' : '1 = 1');
            } elseif ($word === 'exists' || $word === 'missing') {
                $sql[] = ($word === 'exists' ? 'EXISTS (' : 'NOT EXISTS (') . $this->inner($condition[$word], $depth) . ')';
            } else { $sql[] = $this->comparison($condition); }
        }
        return $sql;
    }
    private function inner($source, $depth) {
        self::only($source, array('table', 'as', 'joins', 'where'));
        $outer = $this->aliases;
        list($tables, $where) = $this->from($source);
        $where = array_merge($where, $this->conditions(self::items($source, 'where', true), $depth + 1));
        $this->aliases = $outer;
        return 'SELECT 1' . $tables . self::clause(' WHERE ', $where);
    }
    private function comparison($condition) {
        $operator = is_array($condition) && isset($condition[1]) && is_string($condition[1]) ? $condition[1] : '';
        $unary = $operator === 'is null' || $operator === 'not null';
        $good = isset(self::$operators[$operator]) && array_keys($condition) === ($unary ? array(0, 1) : array(0, 1, 2));
        polycart_need($good, 'statement', 'A condition must be a column, an operator and a value.');
        list($column, $type) = $this->known($condition[0], true);
        $sql = $column . ' ' . self::$operators[$operator];
        if ($unary) { return $sql; }
        $value = $condition[2];
        // MySQL takes '50abc' for 50 beside a number: no id is meant by such a text.
        $comparable = function ($one) use ($type) {
            return $one !== null && (!is_string($one) || !preg_match('/int\z/', $type) || preg_match('/^-?[0-9]{1,20}\z/', $one));
        };
        if ($operator === 'in' || $operator === 'not in') {
            $referred = is_array($value) && array_keys($value) === array('rows');
            $values = $referred ? $this->reference('rows', $value['rows']) : $value;
            if ($referred && preg_match('/int\z/', $type)) { $values = explode(',', implode(',', $values)); }  // a text may list ids, as WordPress' galleries do
            polycart_need(is_array($values) && array_values($values) === $values && count($values) <= $this->config->get('rows'), 'statement',
                'What is compared by in must be a list that is not too long.');
            $values = array_filter($values, $comparable);
            if ($referred) { $values = array_unique($values, SORT_STRING); }  // as texts, for PHP takes '1e1' for '10' and '01' for '1'
            return $values ? $sql . ' (' . implode(', ', array_map(array($this, 'value'), $values)) . ')' : ($operator === 'in' ? '1 = 0' : '1 = 1');
        }
        if ($operator === '=' && !is_array($value) && !$comparable($value)) { return '1 = 0'; }
        return $sql . ' ' . (is_array($value) && array_keys($value) === array('c') ? current($this->known($value['c'], true)) : $this->value($value));
    }
    /** A value as SQL: a bound one, the shop's present moment, or what an earlier statement has found. */
    public function value($value) {
        if ($value === array('now' => true)) { return 'NOW()'; }
        $value = $this->resolved($value);
        polycart_need(preg_match('/(^|[{;:])\s*+[OC]:\+?\d++:["\']/', (string) $value) === 0, 'object', 'A value holds an object that PHP would bring to life.');
        $this->binds[] = is_bool($value) ? (int) $value : $value;
        return '?';
    }
    /** The scalar that stands for a value, references looked up. */
    public function resolved($value) {
        if (!is_array($value)) { return $value; }
        $word = count($value) === 1 ? key($value) : null;
        if ($word === 'text' && is_array($value['text'])) { return implode('', array_map(array($this, 'resolved'), $value['text'])); }
        polycart_need($word === 'insert' || $word === 'first', 'statement', 'A value must be a scalar or a reference.');
        return $this->reference($word, $value[$word]);
    }
    private function reference($word, $what) {
        if ($word === 'insert' && is_int($what) && isset($this->made[$what])) { return $this->made[$what]; }
        $good = $word !== 'insert' && is_array($what) && array_keys($what) === array(0, 1) && is_int($what[0]) && is_string($what[1]);
        $values = $good && isset($this->kept[$what[0]][$what[1]]) ? $this->kept[$what[0]][$what[1]] : array();
        polycart_need($good && ($values || $word === 'rows'), 'reference', 'A reference leads to nothing.');
        return $word === 'rows' ? $values : $values[0];
    }
    /** A guard of the adapter: the values of a column that a table's rows must have. */
    public function among($column, $patterns) {
        $sql = array('1 = 0');
        foreach ($patterns as $pattern) {
            $this->binds[] = str_replace(array('\\', '_', '%', '*'), array('\\\\', '\\_', '\\%', '%'), $pattern);
            $sql[] = $column . ' LIKE ?';
        }
        return '(' . implode(' OR ', array_slice($sql, count($sql) > 1 ? 1 : 0)) . ')';
    }
    /** A row as JSON, in objects by alias. Bytes that are no text are told as base64. */
    private static function encoded($row, $shape) {
        $out = array();
        foreach ($shape as $index => $place) {
            if (isset($place[1])) { $out[$place[0]][$place[1]] = $row[$index]; } else { $out[$place[0]] = $row[$index]; }
        }
        $json = json_encode($out, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
        if ($json !== false) { return $json; }
        array_walk_recursive($out, function (&$value) {
            $value = is_string($value) && !preg_match('//u', $value) ? array('base64' => base64_encode($value)) : $value;
        });
        return json_encode($out, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
    }
    private static function clause($word, $parts, $between = ' AND ') { return $parts ? $word . implode($between, $parts) : ''; }
    /** A part that is a list; $needed says that it must not be empty. */
    private static function items($source, $name, $needed = false) {
        $list = isset($source[$name]) ? $source[$name] : array();
        polycart_need(is_array($list) && ($list || !$needed), 'statement', 'The part ' . $name . ' must be a list that is not empty.');
        return $list;
    }
    private static function number($source, $name, $else) {
        $number = isset($source[$name]) ? $source[$name] : $else;
        polycart_need(is_int($number) && $number >= 0, 'statement', 'The part ' . $name . ' must be a number.');
        return $number;
    }
    private static function only($source, $names) {
        polycart_need(is_array($source) && !array_diff(array_map('strval', array_keys($source)), $names), 'statement', 'A statement has a part that is not known.');
    }
}
/**
 * A cart: where its configuration is, which tables belong to which scope, its media folders, caches and API.
 * A rule of tables is an entity (`order`), one that SQL may only read (`customer:read`), the rows of each entity by a
 * column (`array('post_type', array('product' => array('product*')))`), or a parent that decides
 * (`array('post_id', 'posts', 'ID')`). What no pattern names cannot be reached.
 */
abstract class PolycartShop {
    public $root, $database;
    public $markers = array();  // tables that only this cart has
    public $tables = array();   // pattern => rule, the first that fits counts
    public $hidden = array();   // table => columns that cannot be read
    public $media = array();    // name => folder for files
    public $caches = array();   // name => files and folders, as patterns of glob
    public $routes = array();   // pattern of a path of the shop's own API => entity, or entity:read; the first that fits counts
    public $platform = '';      // the file that loads the shop's own code, where its API needs it
    protected $config;
    public function __construct($root, $config) { list($this->root, $this->config) = array($root, $config); $this->describe(); }
    abstract protected function describe();  // fills in what is listed above
    abstract public function access();       // host, user, password, name, prefix of the database
    abstract public function version();
    /** Calls the shop's own API inside the shop, with its owner's rights; answers status, headers and body. */
    public function rest($method, $path, $query, $body) { return array(); }
    /** Whether the owner's scopes let a path of the shop's own API be used; refuses where they do not. */
    public function route($path, $write) {
        polycart_need(preg_match('~^[A-Za-z0-9_%./-]{1,250}\z~', $path) && strpos($path, '..') === false, 'statement', 'A path of the shop\'s API must be plain.');
        foreach ($this->routes as $pattern => $entity) {
            if (!self::fits($pattern, $path)) { continue; }
            list($name, $only) = explode(':', $entity . ':');
            polycart_need($this->config->allows($name, $write) && !($write && $only === 'read'), 'scope', 'The owner lets ' . $name . ($write ? ' not be written.' : ' not be read.'));
            return true;
        }
        throw new PolycartRefusal('scope', 'This path of the shop\'s API is in no scope.');
    }
    /** The rule of a table, and of its parent where that decides. */
    private function rule($table) {
        polycart_need(is_string($table) && preg_match('/^[A-Za-z0-9_]{1,64}\z/', $table), 'table', 'A table must be a word.');
        foreach ($this->tables as $pattern => $rule) { if (self::fits($pattern, $table)) { return $rule; } }
        throw new PolycartRefusal('scope', 'The table ' . $table . ' is in no scope.');
    }
    private static function fits($pattern, $value) { return is_string($value) && strpos($value, "\0") === false && fnmatch($pattern, $value); }
    /** The patterns that the scopes leave of a rule by rows; an empty list is a refusal. */
    private function patterns($rule, $write) {
        $patterns = array();
        foreach ($rule[1] as $entity => $own) {
            list($name, $only) = explode(':', $entity . ':');
            if ($this->config->allows($name, $write) && !($write && $only === 'read')) { $patterns = array_merge($patterns, $own); }
        }
        return $patterns;
    }
    public function permit($table, $write) {
        $rule = $this->rule($table);
        if (is_array($rule) && is_string($rule[1])) { $rule = $this->rule($rule[1]); }
        $rule = is_array($rule) ? $rule : array('', array($rule => array('*')));
        list($name) = explode(':', key($rule[1]));
        polycart_need($this->patterns($rule, $write), 'scope', 'The owner lets ' . $name . ($write ? ' not be written.' : ' not be read.'));
    }
    /** The condition that keeps a statement to the rows of its scopes; '' where the whole table is one scope's. */
    public function guard($statements, $table, $alias, $write) {
        $rule = $this->rule($table);
        if (!is_array($rule)) { return array(); }
        if (is_array($rule[1])) { return array($statements->among($alias . '.`' . $rule[0] . '`', $this->patterns($rule, $write))); }
        list(list($column, $parent, $key), $rule) = array($rule, $this->rule($rule[1]));
        return array('EXISTS (SELECT 1 FROM ' . $statements->real($parent) . ' AS `polycart` WHERE `polycart`.`' . $key . '` = '
            . $alias . '.`' . $column . '` AND ' . $statements->among('`polycart`.`' . $rule[0] . '`', $this->patterns($rule, $write)) . ')');
    }
    /** Refuse a new row that the guard of its table would not show. */
    public function guardRow($statements, $table, $row) {
        $rule = $this->rule($table);
        if (!is_array($rule)) { return; }
        $value = isset($row[$rule[0]]) ? $statements->resolved($row[$rule[0]]) : null;
        if (is_string($rule[1])) {
            $parent = $this->rule($rule[1]);
            $rows = $this->database->rows('SELECT `' . $parent[0] . '` FROM ' . $statements->real($rule[1]) . ' WHERE `' . $rule[2] . '` = ?', array($value));
            list($rule, $value) = array($parent, $rows ? $rows[0][0] : null);
        }
        foreach ($this->patterns($rule, true) as $pattern) { if (self::fits($pattern, $value)) { return; } }
        throw new PolycartRefusal('scope', 'A row of the table ' . $table . ' is not in a scope that may be written.');
    }
    /** Refuse to move a row from one scope to another, or to change one that exists by making one. */
    public function guardSet($table, $column, $made = false) {
        $rule = $this->rule($table);
        polycart_need(!is_array($rule) || (!$made && is_string($column) && strcasecmp($rule[0], $column) !== 0) || is_int($column), 'scope',
            'This column of the table ' . $table . ' cannot be changed so.');
    }
    public function hides($table, $column) { return isset($this->hidden[$table]) && in_array(strtolower($column), $this->hidden[$table], true); }
    /** The literal values of a configuration that must not be included, because it starts the shop. */
    protected static function literals($file) {
        list($values, $plain) = array(array(), '');
        // With comments taken out: define('NAME', 'value'), getenv('X'), getenv_docker('X', 'value'), $name = 'value'.
        foreach (token_get_all((string) @file_get_contents($file)) as $token) {
            $plain .= is_array($token) ? (in_array($token[0], array(T_COMMENT, T_DOC_COMMENT), true) ? ' ' : $token[1]) : $token;
        }
        $text = '(?:\'((?:[^\'\\\\]|\\\\.)*)\'|"((?:[^"\\\\$]|\\\\.)*)")';
        preg_match_all('/(?:define\s*\(\s*[\'"](\w+)[\'"]\s*,|\$(\w+)\s*=)\s*(?:(getenv|getenv_docker)\s*\(\s*[\'"](\w+)[\'"]\s*,?\s*)?(?:'
            . $text . ')?/s', $plain, $found, PREG_SET_ORDER);
        foreach ($found as $one) {
            $one += array_fill(0, 7, '');
            $environment = $one[3] !== '' ? getenv($one[4]) : false;
            if ($one[3] === 'getenv_docker' && getenv($one[4] . '_FILE')) { $environment = trim((string) @file_get_contents(getenv($one[4] . '_FILE'))); }
            $literal = $one[6] !== '' ? stripcslashes($one[6]) : preg_replace('/\\\\([\'\\\\])/', '$1', $one[5]);
            $values[$one[1] . $one[2]] = $environment !== false ? $environment : $literal;
        }
        return $values;
    }
}
/** Pictures and documents in the cart's media folders, and nothing else anywhere else. */
class PolycartFiles {
    private static $pictures = array('jpg' => 2, 'jpeg' => 2, 'png' => 3, 'gif' => 1, 'webp' => 18);
    private $shop;
    public function __construct($shop) { $this->shop = $shop; }
    /** The file that a media folder and a relative path mean; folders on the way are made where $make says so. */
    private function place($what, $make) {
        list($media, $name, $path) = array($this->shop->media, polycart_text($what, 'folder'), polycart_text($what, 'path'));
        $root = isset($media[$name]) ? realpath($media[$name]) : false;
        polycart_need($root !== false && strlen($path) <= 400, 'file', 'There is no such media folder, or the path is too long.');
        foreach ($parts = explode('/', $path) as $part) {
            $good = preg_match('/^[\p{L}\p{N}_][\p{L}\p{N}\p{M}_. ()+@,&\'-]{0,120}\z/u', $part) && !preg_match('/[. ]\z/', $part)
                && !preg_match('/\.(ph(p\d?|tml|ar|ps|t)|s?html?|cgi|pl|py|rb|sh|aspx?|jsp|htaccess|htpasswd|svg)(\.|\z)/i', $part);
            polycart_need($good, 'file', 'The path is not allowed.');
        }
        list($file, $folder) = array(array_pop($parts), $root);
        foreach ($parts as $part) {
            $there = file_exists($folder . '/' . $part) || ($make && @mkdir($folder . '/' . $part, 0755));
            polycart_need($there, $make ? 'permission' : 'missing', 'The folder does not exist, or cannot be made.');
            $folder = realpath($folder . '/' . $part);
            $inside = $folder !== false && is_dir($folder) && strncmp($folder, $root . '/', strlen($root) + 1) === 0;
            polycart_need($inside, 'file', 'The path leads out of the media folder.');
        }
        polycart_need(!is_link($folder . '/' . $file) && !is_dir($folder . '/' . $file), 'file', 'The path is not a file.');
        return $folder . '/' . $file;
    }
    /** Refuse bytes that are not what the name says, or that hold PHP. */
    private function check($path, $bytes) {
        $kind = strtolower(pathinfo($path, PATHINFO_EXTENSION));
        $size = isset(self::$pictures[$kind]) && $kind !== 'webp' ? @getimagesizefromstring($bytes) : false;
        $good = $size && $size[2] === self::$pictures[$kind] && $size[0] > 0 && $size[1] > 0;
        $good = $good || ($kind === 'webp' && strncmp($bytes, 'RIFF', 4) === 0 && substr($bytes, 8, 4) === 'WEBP') || ($kind === 'pdf' && strncmp($bytes, '%PDF-', 5) === 0);
        // A short tag alone turns up by chance in compressed pixels; followed by text it does not.
        $hidden = stripos($bytes, '<?php') !== false || preg_match('/<\?(=|\s)[\x20-\x7e\s]{8}|<script[^>]{0,99}php/i', $bytes) !== 0;
        polycart_need($good && !$hidden, 'file', 'The content is not what the name of the file says.');
    }
    /** file.put: folder, path, data (base64); overwrite lets an existing file be replaced. */
    public function put($what) {
        $bytes = base64_decode(polycart_text($what, 'data'), true);
        polycart_need($bytes !== false && $bytes !== '', 'file', 'The file is empty or no base64.');
        $this->check(polycart_text($what, 'path'), $bytes);
        $target = $this->place($what, true);
        polycart_need(!file_exists($target) || !empty($what['overwrite']), 'exists', 'The file exists already.');
        polycart_need(polycart_replace($target, $bytes), 'permission', 'The file cannot be written.');
        return array('bytes' => strlen($bytes));
    }
    /** file.delete: folder, path. Smaller copies that the shop has made of it stay until its cache is emptied. */
    public function delete($what) {
        $target = $this->place($what, false);
        polycart_need(is_file($target), 'missing', 'The file does not exist.');
        $kind = strtolower(pathinfo($target, PATHINFO_EXTENSION));
        polycart_need(!(!isset(self::$pictures[$kind]) && $kind !== 'pdf'), 'file', 'The file is neither a picture nor a document.');
        polycart_need(@unlink($target), 'permission', 'The file cannot be deleted.');
        return array('deleted' => 1);
    }
}
/** The actions: what an authenticated request may ask for. Each gets its parameters and answers its outcome. */
class PolycartActions {
    /** Which actions change more than the database, and the owner's switch for them. */
    public static $switches = array('file.put' => 'files', 'file.delete' => 'files', 'cache' => 'code', 'rest' => 'code', 'update' => 'update', 'delete' => 'delete');
    private $config, $memory, $shop, $database;
    public function __construct($config, $memory) { list($this->config, $this->memory) = array($config, $memory); }
    /** The shop around the bridge; config.php may say which cart it is, where the files do not. */
    public function shop() {
        $carts = array('woocommerce' => 'PolycartWoocommerce', 'prestashop' => 'PolycartPrestashop', 'opencart' => 'PolycartOpencart');
        $root = $this->config->root();
        foreach ($root ? $carts : array() as $name => $class) {
            $meant = $this->config->get('cart') === '' ? call_user_func(array($class, 'detect'), $root) : $this->config->get('cart') === $name;
            if (!$this->shop && $meant) { $this->shop = new $class($root, $this->config); }
        }
        polycart_need($this->shop, 'cart', 'No shop is recognised in the store root.');
        return $this->shop;
    }
    /** Open the database under one prefix: the owner's, the caller's, the shop's own, or the only one there is. */
    private function open($what) {
        polycart_need(!isset($what['store_root']) || realpath(polycart_text($what, 'store_root')) === $this->config->root(), 'root', 'The bridge serves another folder.');
        $access = $this->shop()->access();
        $this->database = $this->shop->database = new PolycartDatabase($access, $this->config);
        $candidates = $this->database->candidates($this->shop->markers);
        $asked = isset($what['prefix']) ? polycart_text($what, 'prefix') : null;
        $prefix = $this->config->get('prefix') !== '' ? $this->config->get('prefix') : ($asked !== null ? $asked : $access['prefix']);
        if ($asked === null && !in_array($prefix, $candidates, true) && count($candidates) === 1) { $prefix = $candidates[0]; }
        polycart_need(in_array($prefix, $candidates, true) && ($asked === null || $asked === $prefix), 'prefix',
            'The tables of the shop are not found under one prefix.', array('candidates' => $candidates));
        $this->database->prefix = $prefix;
        if (isset($what['charset'])) { $this->database->speak($what['charset']); }
        return $candidates;
    }
    /** info: what the gateway has to know of this shop, without secrets and paths; tables: names of tables whose columns and engine are told. */
    public function info($what) {
        list($candidates, $schema) = array($this->open($what), array());
        foreach (isset($what['tables']) && is_array($what['tables']) ? $what['tables'] : array() as $table) {
            try { $this->shop->permit($table, false); } catch (PolycartRefusal $refusal) { continue; }  // not told is what may not be read
            $columns = $this->database->columns($table);
            $schema[$table] = $columns ? array('columns' => $columns, 'engine' => $this->database->engine($table)) : null;
        }
        $server = $this->database->rows('SELECT VERSION(), TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), NOW())');
        $post = (int) ini_get('post_max_size') * (stripos(ini_get('post_max_size'), 'm') ? 1048576 : 1);
        return array('bridge' => BRIDGE2CART_VERSION, 'cart' => strtolower(substr(get_class($this->shop), 8)), 'version' => $this->shop->version(),
            'prefix' => $this->database->prefix, 'candidates' => $candidates, 'charset' => $this->database->charset, 'php' => PHP_VERSION,
            'database' => $server[0][0], 'utc_offset' => (int) $server[0][1], 'scopes' => $this->config->get('scopes'),
            'media' => array_map(array($this, 'address'), $this->shop->media), 'caches' => array_keys($this->shop->caches),
            'tables' => $schema, 'request_bytes' => min($post ?: PHP_INT_MAX, $this->config->get('request_bytes')),
            'rows' => $this->config->get('rows'), 'statements' => $this->config->get('statements'));
    }
    /** A media folder as a part of the shop's address, or '' where it lies elsewhere. */
    private function address($folder) {
        list($real, $root) = array(realpath($folder), $this->shop->root . '/');
        return $real !== false && strncmp($real, $root, strlen($root)) === 0 ? substr($real, strlen($root)) . '/' : '';
    }
    /** run, with statements that only read: their rows go straight into the answer, out of one snapshot. */
    public function read($what, $answer) {
        $this->open($what);
        $this->database->transaction(false);
        $results = array();
        $statements = new PolycartStatements($this->database, $this->shop, $this->config);
        $statements->run($what['statements'], array($answer, 'write'), $results);
        return array('results' => $results);
    }
    /** run, with statements that write: all or nothing. Selects among them serve references; their rows are not told. */
    public function write($what, $committing) {
        $this->open($what);
        $loose = false;
        foreach (array_filter($what['statements'], function ($one) { return $one['do'] !== 'select'; }) as $statement) {
            $this->shop->permit(polycart_text($statement, 'table'), true);
            $loose = $loose || strcasecmp($this->database->engine($statement['table']), 'InnoDB') !== 0;
        }
        polycart_need(!$loose || count($what['statements']) < 2 || !empty($what['loose']), 'loose',
            'A table has no transactions, so several statements could be done by halves.');
        if ($loose) { $committing(); }
        $this->database->transaction(true);
        $results = array();
        try {
            $statements = new PolycartStatements($this->database, $this->shop, $this->config);
            $statements->run($what['statements'], function () {}, $results);
        } catch (PolycartRefusal $refusal) {
            $this->database->end(false);
            if (!$loose) { throw $refusal; }
            return array('error' => self::told($refusal), 'results' => $results);  // what is done is done: the same answer for every further attempt
        }
        $committing();
        $this->database->end(true);
        $stale = isset($what['caches']) && $this->config->get('code') ? array_intersect((array) $what['caches'], array_keys($this->shop->caches)) : array();
        return array('results' => $results) + ($stale ? $this->cache(array('names' => $stale)) : array());
    }
    public static function told($refusal) { return array('code' => $refusal->word, 'says' => $refusal->getMessage()) + $refusal->more; }
    /** file.put and file.delete: see PolycartFiles. */
    public function file($action, $what) {
        $files = new PolycartFiles($this->shop());
        return $action === 'file.put' ? $files->put($what) : $files->delete($what);
    }
    /** cache: names, of those that the cart's adapter has; their files are removed, never a path from the request. */
    public function cache($what) {
        $caches = $this->shop()->caches;
        $removed = 0;
        foreach (isset($what['names']) && is_array($what['names']) ? $what['names'] : array_keys($caches) as $name) {
            polycart_need(is_string($name) && isset($caches[$name]), 'statement', 'There is no such cache.');
            foreach ($caches[$name] as $pattern) {
                foreach (array_diff((array) glob($pattern), array(false)) as $path) {
                    $removed += preg_match('~/(index\.(html|php)|\.htaccess)\z~', $path) ? 0 : (int) polycart_remove($path);
                }
            }
        }
        return array('removed' => $removed);
    }
    /** rest: method, path, query, body; one request to the shop's own API, called inside the shop. */
    public function rest($what) {
        $method = polycart_text($what, 'method');
        polycart_need(in_array($method, array('GET', 'POST', 'PUT', 'PATCH', 'DELETE'), true), 'statement', 'There is no such method.');
        $this->shop()->route(polycart_text($what, 'path'), $method !== 'GET');
        $this->open($what);
        list($status, $headers, $body) = $this->shop->rest($method, $what['path'], polycart_text($what, 'query'), polycart_bytes($what, 'body'));
        $text = preg_match('//u', $body) ? $body : array('base64' => base64_encode($body));
        return array('rest' => array('status' => $status, 'headers' => (object) $headers, 'body' => $text));
    }
    /** update: code and signature; only a newer bridge.php that the offline release key has signed. */
    public function update($what) {
        $code = base64_decode(polycart_text($what, 'code'), true);
        $signature = base64_decode(polycart_text($what, 'signature'), true);
        $key = $this->config->get('release_public_key');
        $good = $key !== '' && $code !== false && $signature !== false
            && openssl_verify("polycart-bridge-release\n" . $code, $signature, $key, OPENSSL_ALGO_SHA256) === 1
            && preg_match("/^define\('BRIDGE2CART_VERSION', '([0-9.]+)'\);$/m", $code, $found) && version_compare($found[1], BRIDGE2CART_VERSION, '>');
        polycart_need($good, 'release', 'The package is not signed by the release key, or not newer.');
        polycart_need(polycart_replace($this->config->folder . '/bridge.php', $code), 'permission', 'bridge.php cannot be replaced.');
        if (function_exists('opcache_invalidate')) { @opcache_invalidate($this->config->folder . '/bridge.php', true); }
        return array('version' => $found[1]);
    }
    /** delete: the bridge, its keys and all that it remembers. */
    public function delete() {
        polycart_remove($this->memory->folder);
        $gone = @unlink($this->config->folder . '/config.php') && @unlink($this->config->folder . '/bridge.php');
        @rmdir($this->config->folder);
        polycart_need($gone, 'permission', 'The files of the bridge cannot be deleted.');
        return array('deleted' => true);
    }
}
/** OpenCart 2.3, 3 and 4. SQL is enough, but for the caches. */
class PolycartOpencart extends PolycartShop {
    public static function detect($root) { return is_file($root . '/system/startup.php') && is_dir($root . '/catalog/controller'); }
    /** The shop's config.php does nothing but define; its index.php includes it in the same way. */
    protected function describe() {
        if (is_file($this->root . '/config.php')) { include_once $this->root . '/config.php'; }
        $image = rtrim(defined('DIR_IMAGE') ? DIR_IMAGE : $this->root . '/image', '/');
        $cache = rtrim(defined('DIR_CACHE') ? DIR_CACHE : $this->root . '/system/storage/cache', '/');
        $this->media = array('images' => $image);
        $this->caches = array('data' => array($cache . '/cache.*'), 'templates' => array($cache . '/template/*'), 'images' => array($image . '/cache/*'));
        $this->markers = array('product_description', 'product_to_store', 'order_total');
        $this->hidden = array('customer' => array('password', 'salt', 'token', 'code', 'cart'), 'store' => array('ssl_key'), 'customer_ip' => array('ip'),
            'customer_affiliate' => array('tax', 'cheque', 'paypal', 'bank_name', 'bank_branch_number', 'bank_swift_code', 'bank_account_name', 'bank_account_number'));
        $settings = 'config_name config_title config_url config_ssl config_secure config_email config_telephone config_owner config_address config_country_id config_zone_id'
            . ' config_language* config_currency* config_*_class_id config_tax* config_*_status config_*_status_id config_customer_group* config_timezone config_stock_*'
            . ' config_invoice_prefix config_product_* config_image_* config_cache_engine config_meta_* config_store_id config_seo_url';
        $tables = array('never' => 'customer_online customer_login customer_token customer_authorize', 'order' => 'order order_* return return_* subscription* statistics',
            'customer' => 'custom_field* customer* address', 'basket' => 'cart', 'marketing' => 'coupon* voucher* marketing', 'category' => 'category*', 'settings:read' => 'extension*',
            'product' => 'product* option* attribute* manufacturer* filter* review identifier stock_status url_alias seo_url download*',
            'settings' => 'weight_class* length_class* currency language store country* zone* geo_zone tax_*');
        foreach ($tables as $entity => $patterns) { $this->tables += array_fill_keys(explode(' ', $patterns), $entity); }
        $this->tables['setting'] = array('key', array('settings' => explode(' ', $settings)));
    }
    public function access() {
        polycart_need(defined('DB_HOSTNAME') && defined('DB_DATABASE'), 'config', 'The shop\'s config.php names no database.');
        return array('host' => DB_HOSTNAME, 'user' => DB_USERNAME, 'password' => DB_PASSWORD, 'name' => DB_DATABASE, 'port' => defined('DB_PORT') ? DB_PORT : 0,
            'prefix' => defined('DB_PREFIX') ? DB_PREFIX : '');
    }
    public function version() {
        return preg_match("/define\('VERSION',\s*'([0-9.]+)'/", (string) @file_get_contents($this->root . '/index.php'), $found) ? $found[1] : '';
    }
}
/** PrestaShop 1.6 to 8. What only its own classes keep right (stock, orders, categories, the search index) goes through its webservice, inside the shop. */
class PolycartPrestashop extends PolycartShop {
    public static function detect($root) { return is_file($root . '/config/defines.inc.php') && is_file($root . '/classes/Product.php'); }
    protected function describe() {
        list($root, $this->platform) = array($this->root, $this->root . '/config/config.inc.php');
        $this->media = array('products' => $root . '/img/p', 'categories' => $root . '/img/c', 'manufacturers' => $root . '/img/m', 'suppliers' => $root . '/img/su');
        $this->caches = array('data' => array("$root/cache/cachefs/*", "$root/var/cache/*/*"), 'classes' => array("$root/cache/class_index.php"),
            'templates' => array("$root/cache/smarty/cache/*", "$root/cache/smarty/compile/*"));
        list($this->markers, $this->hidden['customer']) = array(array('product_lang', 'product_shop', 'stock_available'), array('passwd', 'secure_key', 'reset_password_token'));
        $settings = 'PS_VERSION_DB PS_*_DEFAULT PS_SHOP_NAME PS_SHOP_EMAIL PS_SHOP_PHONE PS_SHOP_ADDR* PS_SHOP_CODE PS_SHOP_CITY PS_SHOP_STATE* PS_SHOP_COUNTRY* PS_SHOP_DOMAIN* PS_TIMEZONE'
            . ' PS_SSL_ENABLED* PS_*_UNIT PS_STOCK_MANAGEMENT PS_SHIPPING_METHOD PS_ORDER_OUT_OF_STOCK PS_OS_* PS_TAX* PS_*_CATEGORY PS_*_GROUP PS_REWRITING_SETTINGS';
        $tables = array('never' => 'customer_session feature_flag', 'basket' => 'cart cart_product', 'marketing' => 'cart_rule* emailsubscription newsletter', 'category' => 'category*',
            'order' => 'order* message', 'customer' => 'customer* address group* gender*', 'settings' => 'tax* currency* lang* shop* country* state zone* carrier* delivery range_* store*',
            'settings:read' => 'module module_shop', 'product' => 'product* specific_price* stock* warehouse* image* attribute* feature* accessory manufacturer* supplier* tag pack');
        $routes = array('order' => 'orders* order_* messages*', 'customer' => 'customers* addresses* groups*', 'basket' => 'carts*', 'marketing' => 'cart_rules*', 'settings' => 'tax*',
            'category' => 'categories* images/categories*', 'product' => 'product* combinations* stock_availables* specific_price* manufacturers* tags* images/products/* images/manu*');
        foreach ($tables as $entity => $patterns) { $this->tables += array_fill_keys(explode(' ', $patterns), $entity); }
        foreach ($routes as $entity => $patterns) { $this->routes += array_fill_keys(explode(' ', $patterns), $entity); }
        $this->tables['configuration'] = array('name', array('settings:read' => explode(' ', $settings)));
    }
    public function access() {
        $file = is_file($this->root . '/app/config/parameters.php') ? include $this->root . '/app/config/parameters.php' : array();
        list($known, $names) = isset($file['parameters']) ? array($file['parameters'], array('database_host', 'database_user', 'database_password', 'database_name', 'database_prefix'))
            : array(self::literals($this->root . '/config/settings.inc.php'), array('_DB_SERVER_', '_DB_USER_', '_DB_PASSWD_', '_DB_NAME_', '_DB_PREFIX_'));
        polycart_need(isset($known[$names[0]], $known[$names[3]]), 'config', 'The shop\'s configuration names no database.');
        $access = array_combine(array('host', 'user', 'password', 'name', 'prefix'), array_map(function ($name) use ($known) { return $known[$name]; }, $names));
        return $access + array('port' => empty($known['database_port']) ? 0 : $known['database_port']);
    }
    public function version() {
        return implode('', array_map('current', $this->database->rows('SELECT value FROM `' . $this->database->prefix . "configuration` WHERE name = 'PS_VERSION_DB' LIMIT 1")));
    }
    /** The webservice, called as webservice/dispatcher.php does. It tells hashes of passwords and reads XML: no hash is told or guessed by filters, and XML declares nothing. */
    public function rest($method, $path, $query, $body) {
        parse_str($query, $_GET);
        $good = !preg_match('/passw|secure_key|_token/i', urldecode($query)) && preg_match('//u', $body) && !preg_match('/<!|encoding=(?![\'"]utf-8)/i', $body);
        if ($method === 'POST' && strncmp($path, 'images/', 7) === 0) { return $this->picture(explode('/', $path), $body); }
        polycart_need($good, 'scope', 'Passwords cannot be asked for, and a body must be XML in UTF-8 without declarations.');
        polycart_prestashop();
        $found = WebserviceRequest::getInstance()->fetch('', $method, $path, $_GET, false, $body === '' ? null : $body);
        $secrets = 'passwd|reset_password_token' . (version_compare(_PS_VERSION_, '8', '<') ? '' : '|secure_key');  // what has no PATCH sends the key back
        $hide = array("~(\"(?:$secrets)\":)\"[^\"]*\"~", "~(<($secrets)(?: [^>]*)?>).*?(</\\2>)~s");
        preg_match_all('~^(?:([\w-]+): |HTTP/\S+ (\d+))(.*)$~m', implode("\n", $found['headers']), $told);
        $content = isset($found['type'], $found['content']) ? preg_replace($hide, array('$1""', '$1$3'), $found['content']) : '';
        return array((int) max($told[2]), array_diff_key(array_combine(array_map('strtolower', $told[1]), $told[3]), array('' => 0)), $content);
    }
    /** What WebserviceSpecificManagementImages does with a picture that was uploaded, with one that comes as bytes: the shop paints it anew in all its sizes. */
    private function picture($at, $bytes) {
        list($kind, $id, $file) = array($at[1], isset($at[2]) ? (int) $at[2] : 0, tempnam(_PS_TMP_IMG_DIR_, 'PS'));
        $image = $kind === 'products' ? new Image() : null;
        if ($image) { list($image->id_product, $image->position, $image->cover) = array($id, Image::getHighestPosition($id) + 1, !Image::getCover($id)); }
        $good = $file && file_put_contents($file, $bytes) && @getimagesize($file) && (!$image || $image->add());
        $target = !$good ? '' : ($image ? $image->getPathForCreation() : ($kind === 'categories' ? _PS_CAT_IMG_DIR_ : _PS_MANU_IMG_DIR_) . $id);
        foreach ($good ? array_merge(array(array('name' => '', 'width' => null, 'height' => null)), ImageType::getImagesTypes($kind)) : array() as $size) {
            $good = ImageManager::resize($file, $target . ($size['name'] === '' ? '' : '-' . stripslashes($size['name'])) . '.jpg', $size['width'], $size['height']) && $good;
        }
        if ($image && $image->id) { $good ? Hook::exec('actionWatermark', array('id_image' => $image->id, 'id_product' => $id)) : $image->delete(); }
        polycart_need(@unlink($file) && $good, 'file', 'The shop does not take this picture.');
        return array(200, array(), json_encode(array('id' => $image ? (int) $image->id : $id)));
    }
}
/** Made once PrestaShop is loaded: what its dispatcher prepares, and its webservice without the key that stands for who may ask. */
function polycart_prestashop() {
    class PolycartWebservice extends WebserviceRequest {
        protected function isActivated() { return true; }
        protected function shopHasRight($key) { return true; }
        protected function authenticate() { return $this->_authenticated = (bool) $this->keyPermissions = array_fill_keys(array_keys(self::getResources()), self::$may); }
        private static $may = array('GET', 'POST', 'PUT', 'PATCH', 'DELETE');
    }
    list($context, $containers) = array(Context::getContext(), 'PrestaShop\PrestaShop\Adapter\ContainerBuilder');
    list($context->cart, WebserviceRequest::$ws_current_classname) = array(new Cart(), 'PolycartWebservice');
    if (method_exists($containers, 'getContainer')) { $context->container = call_user_func(array($containers, 'getContainer'), 'webservice', _PS_MODE_DEV_); }
    $context->currency = isset($context->currency) ? $context->currency : new Currency((int) Configuration::get('PS_CURRENCY_DEFAULT'));
}
/** WooCommerce: read by SQL; written through its own REST API, inside the shop, whose objects keep lookup tables, stock, statistics, caches and mails right. */
class PolycartWoocommerce extends PolycartShop {
    public static function detect($root) { return is_file($root . '/wp-includes/version.php') && is_file($root . '/wp-content/plugins/woocommerce/woocommerce.php'); }
    /** Users and options hold more than the shop's: accounts of administrators, keys of plugins; so does the API, for settings of integrations. */
    protected function describe() {
        list($this->platform, $this->media) = array($this->root . '/wp-load.php', array('images' => $this->root . '/wp-content/uploads'));
        $this->markers = array('woocommerce_order_items', 'postmeta', 'term_relationships');
        $this->hidden = array('users' => array('user_pass', 'user_activation_key'), 'posts' => array('post_password'));
        $routes = array('never' => 'wc/v3/customers/batch wc/v3/settings/integration*', 'category' => 'wc/v3/products/categories*',
            'product' => 'wc/v3/products* wc/v3/system_status/tools/clear_*', 'product:read' => 'wc-analytics/variations', 'customer:read' => 'wc-analytics/reports/customers*',
            'order:read' => 'wc/v3/reports/* wc-analytics/reports/*', 'marketing' => 'wc/v3/coupons*', 'order' => 'wc/v3/orders* wc-shipment-tracking/v3/orders/* wc-live-shipping/v1/*',
            'customer' => 'wc/v3/customers*', 'settings' => 'wc/v3/taxes* wc/v3/shipping*',
            'settings:read' => 'wc/v3/settings/* wc/v3/system_status wc/v3/data/* wc/v3/payment_gateways pll/v1/languages');
        foreach ($routes as $entity => $patterns) { $this->routes += array_fill_keys(explode(' ', $patterns), $entity); }
        $options = 'siteurl home blogname blogdescription admin_email timezone_string gmt_offset permalink_structure WPLANG active_plugins *user_roles'
            . str_replace(' ', ' woocommerce_', ' version db_version currency* price_* *_unit store_* default_country calc_taxes prices_include_tax tax_* manage_stock permalinks'
            . ' hide_out_of_stock_items notify_* custom_orders_table_* placeholder_image allowed_countries feature_cost_of_goods_sold_enabled');
        $meta = 'billing_* shipping_* first_name last_name nickname paying_customer last_update *_money_spent *_order_count *capabilities';
        $posts = array('product' => array('product', 'product_variation', 'attachment'), 'order:read' => array('shop_order*'), 'marketing' => array('shop_coupon'));
        $terms = array('category' => array('product_cat'), 'product' => array('product_*', 'pa_*'));
        $notes = array('order:read' => array('order_note'), 'product' => array('review'));
        $this->tables = array('posts' => array('post_type', $posts), 'postmeta' => array('post_id', 'posts', 'ID'), 'term_taxonomy' => array('taxonomy', $terms),
            'terms' => array('term_id', 'term_taxonomy', 'term_id'), 'term_relationships' => array('term_taxonomy_id', 'term_taxonomy', 'term_taxonomy_id'),
            'termmeta' => array('term_id', 'term_taxonomy', 'term_id'), 'comments' => array('comment_type', $notes), 'commentmeta' => array('comment_id', 'comments', 'comment_ID'),
            'options' => array('option_name', array('settings:read' => explode(' ', $options))), 'usermeta' => array('meta_key', array('customer:read' => explode(' ', $meta))));
        $tables = array('order:read' => 'wc_orders* wc_order_* woocommerce_order_item*', 'customer:read' => 'users wc_customer_lookup', 'category:read' => 'wc_category_lookup',
            'product' => 'wc_product_* woocommerce_attribute_taxonomies', 'settings' => 'woocommerce_tax_rate* wc_tax_rate_classes', 'settings:read' => 'woocommerce_shipping_zone*');
        foreach ($tables as $entity => $patterns) { $this->tables += array_fill_keys(explode(' ', $patterns), $entity); }
    }
    /** wp-config.php would start WordPress, so it is read and not included; it may lie one folder up. */
    public function access() {
        $known = self::literals((is_file($this->root . '/wp-config.php') ? $this->root : dirname($this->root)) . '/wp-config.php');
        polycart_need(isset($known['DB_HOST'], $known['DB_NAME'], $known['DB_USER'], $known['DB_PASSWORD']), 'config', 'The shop\'s wp-config.php names no database.');
        return array('host' => $known['DB_HOST'], 'user' => $known['DB_USER'], 'password' => $known['DB_PASSWORD'], 'name' => $known['DB_NAME'],
            'prefix' => isset($known['table_prefix']) ? $known['table_prefix'] : 'wp_');
    }
    public function version() {
        $plugin = (string) @file_get_contents($this->root . '/wp-content/plugins/woocommerce/woocommerce.php', false, null, 0, 8192);
        return preg_match('/^\s*\*\s*Version:\s*([0-9.]+)/m', $plugin, $found) ? $found[1] : '';
    }
    /** WooCommerce takes a request for one to its API by its address, while it is loaded (WooCommerce::is_rest_api_request). */
    public function route($path, $write) {
        $_SERVER['REQUEST_URI'] = rtrim(dirname(dirname($_SERVER['SCRIPT_NAME'])), '/') . '/wp-json/' . $path;
        return parent::route($path, $write);
    }
    /** As the first administrator, and as WP_REST_Server::serve_request calls it. */
    public function rest($method, $path, $query, $body) {
        polycart_need($GLOBALS['wpdb']->prefix === $this->database->prefix, 'prefix', 'The shop\'s API serves another prefix.', array('candidates' => array($GLOBALS['wpdb']->prefix)));
        parse_str($path === 'wc/v3/payment_gateways' ? '_fields=id,title,method_title,enabled' : $query, $values);  // not their settings, which hold keys
        $this->spare($method, $path, (array) json_decode($body, true));
        polycart_need($administrators = get_users(array('role' => 'administrator', 'orderby' => 'ID', 'number' => 1, 'fields' => 'ID')), 'missing', 'The shop has no administrator.');
        wp_set_current_user((int) $administrators[0]); defined('REST_REQUEST') || define('REST_REQUEST', true);
        if (isset($values['lang'])) { do_action('wpml_switch_language', $values['lang']); }  // https://wpml.org/wpml-hook/wpml_switch_language/
        $request = new WP_REST_Request($method, '/' . $path); $request->set_query_params($values);
        if ($body !== '') { $request->set_header('Content-Type', 'application/json'); $request->set_body($body); }
        $response = apply_filters('rest_post_dispatch', rest_do_request($request), rest_get_server(), $request);  // cuts it to _fields, too
        $headers = array_change_key_case(array_map('strval', $response->get_headers()));
        return array($response->get_status(), $headers, (string) wp_json_encode(rest_get_server()->response_to_data($response, false)));
    }
    /** Accounts of those who run the site are not taken over, nor anybody made one of them; 7.9 lets the API change and delete all (WC_REST_Customers_Controller). */
    private function spare($method, $path, $given) {
        if ($method === 'GET' || !preg_match('~^wc/v3/customers(?:/(\d+))?~', $path, $found)) { return; }
        $user = isset($found[1]) ? get_userdata((int) $found[1]) : false;
        $staff = $user && array_diff($user->roles, array('customer', 'subscriber'));
        $taken = $staff && ($method === 'DELETE' || array_intersect(array('email', 'password', 'username', 'role', 'roles'), array_keys($given)));
        $raised = preg_match('/capabilities|user_level|session_tokens|application_passwords/i', json_encode($given));
        polycart_need(!$taken && !$raised, 'scope', 'Only accounts of customers can be changed so.');
    }
}
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
