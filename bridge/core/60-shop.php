<?php
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
