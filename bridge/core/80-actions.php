<?php
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
