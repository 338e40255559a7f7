<?php
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
