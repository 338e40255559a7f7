<?php
/** The actions: what an authenticated request may ask for. Each gets its parameters and answers its outcome. */
class PolycartActions {
    /** Which actions change something, and so happen once for each id. */
    public static $changing = array('file.put', 'file.delete', 'cache', 'hook', 'update', 'delete');
    private $config;
    private $memory;
    private $shop;
    private $database;

    public function __construct($config, $memory) {
        $this->config = $config;
        $this->memory = $memory;
    }

    /** The shop around the bridge; config.php may say which cart it is, where the files do not. */
    public function shop() {
        $carts = array('woocommerce' => 'PolycartWoocommerce', 'prestashop' => 'PolycartPrestashop', 'opencart' => 'PolycartOpencart');
        $root = $this->config->root();
        foreach ($this->shop || !$root ? array() : $carts as $name => $class) {
            if ($this->config->get('cart') === $name || ($this->config->get('cart') === '' && call_user_func(array($class, 'detect'), $root))) {
                $this->shop = new $class($root, $this->config);
                break;
            }
        }
        if (!$this->shop) { throw new PolycartRefusal('cart', 'No shop is recognised in the store root.'); }
        return $this->shop;
    }

    /** Open the database under one prefix: the owner's, the caller's, the shop's own, or the only one there is. */
    private function open($what) {
        $access = $this->shop()->access();
        foreach (array(':', '/') as $mark) {  // host:port, host:/socket
            if (preg_match('~^([^:]*):(' . ($mark === ':' ? '\d+' : '/.+') . ')\z~', $access['host'], $found)) {
                $access[$mark === ':' ? 'port' : 'socket'] = $found[2];
                $access['host'] = $found[1];
            }
        }
        $access += array('port' => 3306, 'socket' => '');
        $this->database = $this->shop->database = new PolycartDatabase($access, $this->config);
        $candidates = $this->database->candidates($this->shop->markers());
        $asked = isset($what['prefix']) && is_string($what['prefix']) ? $what['prefix'] : null;
        $prefix = $this->config->get('prefix') !== '' ? $this->config->get('prefix') : ($asked !== null ? $asked : $access['prefix']);
        if ($asked === null && !in_array($prefix, $candidates, true) && count($candidates) === 1) { $prefix = $candidates[0]; }
        if (!in_array($prefix, $candidates, true) || ($asked !== null && $asked !== $prefix)) {
            throw new PolycartRefusal('prefix', 'The tables of the shop are not found under one prefix.', array('candidates' => $candidates));
        }
        $this->database->prefix = $prefix;
        if (isset($what['charset'])) { $this->database->speak($what['charset']); }
        return $candidates;
    }

    /**
     * info: what the gateway has to know of this shop; no secret, no path.
     * tables: names of tables whose columns and engine are told.
     */
    public function info($what, $answer) {
        $candidates = $this->open($what);
        $schema = array();
        foreach (isset($what['tables']) && is_array($what['tables']) ? $what['tables'] : array() as $table) {
            if (!is_string($table)) { throw new PolycartRefusal('table', 'A table must be a word.'); }
            $this->shop->permit($table, false);
            $columns = $this->database->columns($table);
            $schema[$table] = $columns ? array('columns' => $columns, 'engine' => $this->database->engine($table)) : null;
        }
        $server = $this->database->rows('SELECT VERSION(), TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), NOW())');
        $post = (int) ini_get('post_max_size') * (stripos(ini_get('post_max_size'), 'm') ? 1048576 : 1);
        return array('bridge' => POLYCART_VERSION, 'cart' => strtolower(substr(get_class($this->shop), 8)), 'version' => $this->shop->version(),
            'prefix' => $this->database->prefix, 'candidates' => $candidates, 'charset' => $this->database->charset, 'php' => PHP_VERSION,
            'database' => $server[0][0], 'utc_offset' => (int) $server[0][1], 'scopes' => $this->config->get('scopes'),
            'media' => array_map(array($this, 'address'), $this->shop->media()), 'caches' => array_keys($this->shop->caches()),
            'hooks' => array_keys($this->shop->hooks()), 'tables' => $schema, 'request_bytes' => min($post ?: PHP_INT_MAX, $this->config->get('request_bytes')),
            'rows' => $this->config->get('rows'), 'statements' => $this->config->get('statements'));
    }

    /** A media folder as a part of the shop's address, or '' where it lies elsewhere. */
    private function address($folder) {
        $real = realpath($folder);
        $root = $this->shop->root . '/';
        return $real !== false && strncmp($real, $root, strlen($root)) === 0 ? substr($real, strlen($root)) . '/' : '';
    }

    /** run, with statements that only read: their rows go straight into the answer, out of one snapshot. */
    public function read($what, $answer) {
        $this->open($what);
        $statements = new PolycartStatements($this->database, $this->shop, $this->config);
        $this->database->transaction(false);
        $results = array();
        foreach ($what['statements'] as $place => $statement) {
            $results[] = $this->placed($place, function () use ($statements, $place, $statement, $what, $answer) {
                return $statements->run($place, $statement, $what['statements'], array($answer, 'write'));
            });
        }
        return array('results' => $results);
    }

    /** run, with statements that write: all or nothing. Selects among them serve references; their rows are not told. */
    public function write($what, $answer, $committing) {
        $this->open($what);
        $statements = new PolycartStatements($this->database, $this->shop, $this->config);
        $loose = false;
        foreach ($statements->written($what['statements']) as $table) {
            $this->shop->permit($table, true);
            $loose = $loose || strcasecmp($this->database->engine($table), 'InnoDB') !== 0;
        }
        if ($loose && count($what['statements']) > 1 && empty($what['loose'])) {
            throw new PolycartRefusal('loose', 'A table has no transactions, so several statements could be done by halves.');
        }
        if ($loose) { call_user_func($committing); }
        $this->database->transaction(true);
        $results = array();
        try {
            foreach ($what['statements'] as $place => $statement) {
                $results[] = $this->placed($place, function () use ($statements, $place, $statement, $what) {
                    return $statements->run($place, $statement, $what['statements'], function () {});
                });
            }
        } catch (PolycartRefusal $refusal) {
            $this->database->end(false);
            if ($loose) {  // what is done is done: the same answer for every further attempt
                return array('error' => self::told($refusal), 'results' => $results);
            }
            throw $refusal;
        }
        call_user_func($committing);
        $this->database->end(true);
        return array('results' => $results);
    }

    private function placed($place, $work) {
        try {
            return call_user_func($work);
        } catch (PolycartRefusal $refusal) {
            $refusal->more['statement'] = $place;
            throw $refusal;
        }
    }

    public static function told($refusal) { return array('code' => $refusal->word, 'says' => $refusal->getMessage()) + $refusal->more; }

    /** file.put and file.delete: see PolycartFiles. */
    public function file($action, $what) {
        $files = new PolycartFiles($this->shop());
        return $action === 'file.put' ? $files->put($what) : $files->delete($what);
    }

    /** cache: names, of those that the cart's adapter has; their files are removed, never a path from the request. */
    public function cache($what) {
        $caches = $this->shop()->caches();
        $removed = 0;
        foreach (isset($what['names']) && is_array($what['names']) ? $what['names'] : array_keys($caches) as $name) {
            if (!is_string($name) || !isset($caches[$name])) { throw new PolycartRefusal('statement', 'There is no such cache.'); }
            foreach ($caches[$name] as $pattern) {
                foreach (array_diff((array) glob($pattern), array(false)) as $path) {
                    $removed += preg_match('~/(index\.(html|php)|\.htaccess)\z~', $path) ? 0 : (int) polycart_remove($path);
                }
            }
        }
        return array('removed' => $removed);
    }

    /** hook: name and its parameters; what the shop itself has to do after SQL, or can do alone. See the adapters. */
    public function hook($what) {
        $hooks = $this->shop()->hooks();
        $name = isset($what['name']) && is_string($what['name']) ? $what['name'] : '';
        if (!isset($hooks[$name])) { throw new PolycartRefusal('statement', 'There is no such hook.'); }
        if (!$this->config->allows($hooks[$name][0], true)) {
            throw new PolycartRefusal('scope', 'The owner lets ' . $hooks[$name][0] . ' not be written.');
        }
        $this->open($what);
        return array('hook' => $this->shop->hook($name, $what));
    }

    /** update: code and signature; only a newer bridge.php that the offline release key has signed. */
    public function update($what) {
        $code = base64_decode(isset($what['code']) && is_string($what['code']) ? $what['code'] : '', true);
        $signature = base64_decode(isset($what['signature']) && is_string($what['signature']) ? $what['signature'] : '', true);
        $key = $this->config->get('release_public_key');
        if ($key === '' || $code === false || $signature === false
            || openssl_verify("polycart-bridge-release\n" . $code, $signature, $key, OPENSSL_ALGO_SHA256) !== 1
            || !preg_match("/^define\('POLYCART_VERSION', '([0-9.]+)'\);$/m", $code, $found) || version_compare($found[1], POLYCART_VERSION, '<=')) {
            throw new PolycartRefusal('release', 'The package is not signed by the release key, or not newer.');
        }
        $file = $this->config->folder . '/bridge.php';
        $draft = $this->config->folder . '/bridge-' . bin2hex(PolycartWire::random(8)) . '.tmp';
        if (@file_put_contents($draft, $code) !== strlen($code) || !@rename($draft, $file)) {
            @unlink($draft);
            throw new PolycartRefusal('permission', 'bridge.php cannot be replaced.');
        }
        if (function_exists('opcache_invalidate')) { @opcache_invalidate($file, true); }
        return array('version' => $found[1]);
    }

    /** delete: the bridge, its keys and all that it remembers. */
    public function delete() {
        polycart_remove($this->memory->folder());
        $gone = @unlink($this->config->folder . '/config.php') && @unlink($this->config->folder . '/bridge.php');
        @rmdir($this->config->folder);
        if (!$gone) { throw new PolycartRefusal('permission', 'The files of the bridge cannot be deleted.'); }
        return array('deleted' => true);
    }
}
