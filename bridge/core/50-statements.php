<?php
/** Statements: structures from the wire, of which this class writes SQL. Names are checked, values are bound. */
class PolycartStatements {
    private static $operators = array('=' => '=', '!=' => '<>', '<' => '<', '<=' => '<=', '>' => '>', '>=' => '>=',
        'like' => 'LIKE', 'not like' => 'NOT LIKE', 'in' => 'IN', 'not in' => 'NOT IN', 'is null' => 'IS NULL', 'not null' => 'IS NOT NULL');
    private static $functions = array('count' => 'COUNT', 'sum' => 'SUM', 'min' => 'MIN', 'max' => 'MAX', 'avg' => 'AVG');
    private static $integers = array('tinyint', 'smallint', 'mediumint', 'int', 'bigint');

    private $database;
    private $shop;
    private $config;
    private $binds = array();   // of the statement that is being written
    private $aliases = array(); // alias => table and SQL name; null is the statement's own table
    private $kept = array();    // [statement][column] => values, for references
    private $made = array();    // [statement] => insert id
    private $guards = 0;

    public function __construct($database, $shop, $config) {
        $this->database = $database;
        $this->shop = $shop;
        $this->config = $config;
    }

    /** Whether any of the statements writes; their outer shape is checked on the way. */
    public function writes($statements) {
        if (!is_array($statements) || !$statements || array_values($statements) !== $statements
            || count($statements) > $this->config->get('statements')) {
            throw new PolycartRefusal('statement', 'Statements must be a list that is neither empty nor too long.');
        }
        $write = false;
        foreach ($statements as $statement) {
            $do = is_array($statement) && isset($statement['do']) ? $statement['do'] : '';
            if (!in_array($do, array('select', 'insert', 'update', 'delete'), true)) {
                throw new PolycartRefusal('statement', 'A statement must be a select, insert, update or delete.');
            }
            $write = $write || $do !== 'select';
        }
        return $write;
    }

    /** Execute one statement; rows go to $sink piece by piece. Answers how many, and what was made. */
    public function run($place, $statement, $statements, $sink) {
        $this->binds = array();
        $this->aliases = array();
        $do = $statement['do'];
        if ($do === 'select') { return $this->select($place, $statement, $this->referred($place, $statements), $sink); }
        $sql = $do === 'insert' ? $this->insert($statement) : $this->change($statement);
        $changed = $this->database->execute($sql, $this->binds)->rowCount();
        if ($do === 'insert') { $this->made[$place] = $this->database->madeId(); }  // the next question to the server resets it
        $this->database->refuseCut();
        $most = self::number($statement, 'most', $this->config->get('rows'));
        if ($do !== 'insert' && ($changed > $most || (isset($statement['exactly']) && $changed !== self::number($statement, 'exactly', 0)))) {
            throw new PolycartRefusal('expected', 'Another number of rows was met than expected.', array('met' => $changed));
        }
        $result = array('changed' => $changed);
        if ($do === 'insert') { $result['insert'] = $this->made[$place]; }
        return $result;
    }

    /** The tables that are written, for the question whether they have transactions. */
    public function written($statements) {
        $tables = array();
        foreach ($statements as $statement) {
            if ($statement['do'] !== 'select' && isset($statement['table']) && is_string($statement['table'])) {
                $tables[$statement['table']] = true;
            }
        }
        return array_map('strval', array_keys($tables));
    }

    private function select($place, $statement, $referred, $sink) {
        self::only($statement, array('do', 'table', 'as', 'joins', 'columns', 'where', 'group', 'order', 'limit', 'offset'));
        $from = $this->from($statement);
        $columns = array();
        $shape = array();
        foreach (self::items($statement, 'columns', true) as $column) { list($columns[], $shape[]) = $this->output($column); }
        $sql = 'SELECT ' . implode(', ', $columns) . $from['tables']
            . self::clause(' WHERE ', array_merge($from['guards'], $this->conditions(self::items($statement, 'where'))))
            . self::clause(' GROUP BY ', array_map(array($this, 'column'), self::items($statement, 'group')), ', ')
            . self::clause(' ORDER BY ', array_map(array($this, 'order'), self::items($statement, 'order')), ', ');
        $most = $this->config->get('rows');
        $limit = self::number($statement, 'limit', $most + 1);
        $sql .= ' LIMIT ' . $limit . ' OFFSET ' . self::number($statement, 'offset', 0);
        $rows = $this->database->execute($sql, array_merge($from['binds'], $this->binds), true);
        $names = array_map(array(__CLASS__, 'path'), $shape);
        $kept = array_intersect($names, $referred);
        $found = 0;
        call_user_func($sink, '[');
        try {
            while (($row = $rows->fetch(PDO::FETCH_NUM)) !== false) {
                if (++$found > $most) { throw new PolycartRefusal('too_large', 'A statement answers more rows than the bridge may send.'); }
                foreach ($kept as $index => $name) { $this->kept[$place][$name][] = $row[$index]; }
                call_user_func($sink, ($found > 1 ? ',' : '') . self::encoded($row, $shape));
            }
        } catch (PDOException $error) { throw PolycartDatabase::failed($error); }
        $rows->closeCursor();
        call_user_func($sink, "]\n");
        return array('rows' => $found);
    }

    private function insert($statement) {
        self::only($statement, array('do', 'table', 'columns', 'rows', 'update'));
        $table = $this->table($statement, true);
        $this->aliases[null] = $this->aliases[$table] = array($table, null, true);
        $columns = self::items($statement, 'columns', true);
        $names = array_map(array($this, 'column'), $columns);
        $lines = array();
        foreach (self::items($statement, 'rows', true) as $row) {
            if (!is_array($row) || count($row) !== count($columns)) {
                throw new PolycartRefusal('statement', 'A row must have a value for each column.');
            }
            $this->shop->guardRow($this, $table, array_combine($columns, $row));
            $lines[] = '(' . implode(', ', array_map(array($this, 'value'), $row)) . ')';
        }
        $update = array();
        foreach (self::items($statement, 'update') as $column) {
            $name = $this->column($column);
            $update[] = $name . ' = VALUES(' . $name . ')';
        }
        return 'INSERT INTO ' . $this->real($table) . ' (' . implode(', ', $names) . ') VALUES ' . implode(', ', $lines)
            . self::clause(' ON DUPLICATE KEY UPDATE ', $update, ', ');
    }

    private function change($statement) {
        $update = $statement['do'] === 'update';
        self::only($statement, array('do', 'table', $update ? 'set' : 'where', 'where', 'exactly', 'most'));
        $table = $this->table($statement, true);
        $this->aliases[null] = $this->aliases[$table] = array($table, $this->real($table), true);
        $set = array();
        foreach ($update ? self::items($statement, 'set', true) : array() as $column => $value) {
            $this->shop->guardSet($table, $column);
            $name = $this->column($column);
            if (is_array($value) && array_keys($value) === array('add') && (is_int($value['add']) || is_float($value['add']))) {
                $this->binds[] = $value['add'];
                $set[] = $name . ' = ' . $name . ' + ?';
            } else { $set[] = $name . ' = ' . $this->value($value); }
        }
        $where = $this->conditions(self::items($statement, 'where', true));
        $guard = $this->shop->guard($this, $table, $this->real($table), true);
        return ($update ? 'UPDATE ' . $this->real($table) . ' SET ' . implode(', ', $set) : 'DELETE FROM ' . $this->real($table))
            . self::clause(' WHERE ', array_merge($where, $guard ? array($guard) : array()));
    }

    /** FROM and JOINs. The binds of joins come before those of the columns' conditions, so they are kept apart. */
    private function from($source) {
        $outer = $this->binds;
        $this->binds = array();
        $table = $this->table($source, false);
        $alias = $this->alias($source, $table);
        $this->aliases[null] = $this->aliases[$alias];
        $sql = ' FROM ' . $this->real($table) . ' AS `' . $alias . '`';
        foreach (self::items($source, 'joins') as $join) {
            self::only($join, array('table', 'as', 'left', 'on'));
            $joined = $this->table($join, false);
            $name = $this->alias($join, $joined);
            $on = $this->conditions(self::items($join, 'on', true));
            $guard = $this->shop->guard($this, $joined, '`' . $name . '`', false);
            $sql .= (empty($join['left']) ? ' JOIN ' : ' LEFT JOIN ') . $this->real($joined) . ' AS `' . $name . '` ON '
                . implode(' AND ', array_merge($on, $guard ? array($guard) : array()));
        }
        $guard = $this->shop->guard($this, $table, '`' . $alias . '`', false);
        $binds = $this->binds;
        $this->binds = $outer;
        return array('tables' => $sql, 'guards' => $guard ? array($guard) : array(), 'binds' => $binds);
    }

    private function alias($source, $table) {
        $alias = isset($source['as']) ? $source['as'] : $table;
        if (!is_string($alias) || !preg_match('/^[A-Za-z][A-Za-z0-9_]{0,62}\z/', $alias) || isset($this->aliases[$alias])
            || strncmp($alias, 'polycart', 8) === 0) {
            throw new PolycartRefusal('statement', 'An alias must be a word of its own.');
        }
        $this->aliases[$alias] = array($table, '`' . $alias . '`', false);
        return $alias;
    }

    /** A table by its name without prefix: one that a scope names, that the scope allows, and that the shop has. */
    private function table($source, $write) {
        $table = is_array($source) && isset($source['table']) ? $source['table'] : null;
        if (!is_string($table) || !preg_match('/^[A-Za-z0-9_]{1,64}\z/', $table)) { throw new PolycartRefusal('table', 'A table must be a word.'); }
        $this->shop->permit($table, $write);
        if ($this->database->columns($table) === null) { throw new PolycartRefusal('table', 'The shop has no table ' . $table . '.'); }
        return $table;
    }

    public function real($table) { return '`' . $this->database->prefix . $table . '`'; }

    public function column($name) {
        list($sql) = $this->known($name);
        return $sql;
    }

    /** A column as SQL, and its type; it must be one that the shop has and that may be looked at. */
    private function known($name) {
        if (!is_string($name) || !preg_match('/^(?:([A-Za-z0-9_]{1,64})\.)?([A-Za-z0-9_]{1,64})\z/', $name, $found)) {
            throw new PolycartRefusal('column', 'A column must be a word, or an alias and a word.');
        }
        $alias = $found[1] === '' ? null : $found[1];
        if (!isset($this->aliases[$alias])) { throw new PolycartRefusal('column', 'There is no alias ' . $alias . '.'); }
        list($table, $sql, $write) = $this->aliases[$alias];
        $columns = $this->database->columns($table);
        if (!isset($columns[$found[2]])) { throw new PolycartRefusal('column', 'The table ' . $table . ' has no column ' . $found[2] . '.'); }
        if (!$write && $this->shop->hides($table, $found[2])) { throw new PolycartRefusal('scope', 'The column ' . $found[2] . ' cannot be read.'); }
        return array(($sql === null ? '' : $sql . '.') . '`' . $found[2] . '`', $columns[$found[2]]);
    }

    private function order($name) {
        $down = is_string($name) && strncmp($name, '-', 1) === 0;
        return $this->column($down ? (string) substr($name, 1) : $name) . ($down ? ' DESC' : '');
    }

    /** A column of the answer: its SQL, and the place that it has in a row. */
    private function output($column) {
        if (is_string($column)) {
            $sql = $this->column($column);
            return array($sql, explode('.', $column, 2));
        }
        self::only($column, array('fn', 'of', 'as', 'distinct'));
        $function = isset($column['fn']) && is_string($column['fn']) ? $column['fn'] : '';
        $name = isset($column['as']) ? $column['as'] : null;
        if (!isset(self::$functions[$function]) || !is_string($name) || !preg_match('/^[a-z][a-z0-9_]{0,30}\z/', $name)) {
            throw new PolycartRefusal('statement', 'A function must be known, and have a name.');
        }
        $of = isset($column['of']) ? $this->column($column['of']) : ($function === 'count' ? '*' : $this->column(null));
        $distinct = !empty($column['distinct']) && $of !== '*' ? 'DISTINCT ' : '';
        return array(self::$functions[$function] . '(' . $distinct . $of . ')', array($name));
    }

    private function conditions($list, $depth = 0) {
        if ($depth > 5 || !is_array($list)) { throw new PolycartRefusal('statement', 'Conditions are not a list, or nested too deep.'); }
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
        $from = $this->from($source);
        $this->binds = array_merge($this->binds, $from['binds']);
        $where = $this->conditions(self::items($source, 'where', true), $depth + 1);
        $this->aliases = $outer;
        return 'SELECT 1' . $from['tables'] . self::clause(' WHERE ', array_merge($from['guards'], $where));
    }

    private function comparison($condition) {
        $operator = is_array($condition) && isset($condition[1]) && is_string($condition[1]) ? $condition[1] : '';
        $unary = $operator === 'is null' || $operator === 'not null';
        if (!isset(self::$operators[$operator]) || array_keys($condition) !== ($unary ? array(0, 1) : array(0, 1, 2))) {
            throw new PolycartRefusal('statement', 'A condition must be a column, an operator and a value.');
        }
        list($column, $type) = $this->known($condition[0]);
        list($table, , $write) = $this->aliases[strpos($condition[0], '.') ? strstr($condition[0], '.', true) : null];
        if ($write && $this->shop->hides($table, preg_replace('/^.*\./', '', $condition[0]))) {
            throw new PolycartRefusal('scope', 'A column that cannot be read cannot be compared.');
        }
        if ($unary) { return $column . ' ' . self::$operators[$operator]; }
        $value = $condition[2];
        $among = $operator === 'in' || $operator === 'not in';
        if ($among) {
            $values = is_array($value) && array_keys($value) === array('rows') ? $this->reference('rows', $value['rows']) : $value;
            if (!is_array($values) || array_values($values) !== $values || count($values) > $this->config->get('rows')) {
                throw new PolycartRefusal('statement', 'What is compared by in must be a list that is not too long.');
            }
            $values = array_unique(array_filter($values, function ($one) use ($type) {
                return $one !== null && self::comparable($one, $type);
            }), SORT_REGULAR);
            return !$values ? ($operator === 'in' ? '1 = 0' : '1 = 1')
                : $column . ' ' . self::$operators[$operator] . ' (' . implode(', ', array_map(array($this, 'value'), $values)) . ')';
        }
        // MySQL takes '50abc' for 50 beside a number: no id is meant by such a text.
        if ($operator === '=' && !is_array($value) && !self::comparable($value, $type)) { return '1 = 0'; }
        return $column . ' ' . self::$operators[$operator] . ' ' . $this->value($value, true);
    }

    private static function comparable($value, $type) {
        return !is_string($value) || !in_array($type, self::$integers, true) || preg_match('/^-?[0-9]{1,20}\z/', $value);
    }

    /** A value as SQL: a bound one, a column, the shop's present moment, or what an earlier statement has found. */
    public function value($value, $column = false) {
        if (is_array($value)) {
            $word = count($value) === 1 ? key($value) : null;
            if ($word === 'c' && $column) { return $this->column($value['c']); }
            if ($word === 'now' && $value['now'] === true) { return 'NOW()'; }
            $value = $this->resolved($value);
        }
        $this->binds[] = is_bool($value) ? (int) $value : $value;
        return '?';
    }

    /** The scalar that stands for a value, references looked up. */
    public function resolved($value) {
        if (!is_array($value)) { return $value; }
        $word = count($value) === 1 ? key($value) : null;
        if ($word !== 'insert' && $word !== 'first') { throw new PolycartRefusal('statement', 'A value must be a scalar or a reference.'); }
        return $this->reference($word, $value[$word]);
    }

    private function reference($word, $what) {
        $place = is_array($what) ? (isset($what[0]) ? $what[0] : null) : $what;
        $name = is_array($what) && isset($what[1]) ? $what[1] : null;
        if ($word === 'insert' && is_int($place) && isset($this->made[$place])) { return $this->made[$place]; }
        if ($word !== 'insert' && is_int($place) && is_string($name)) {
            $values = isset($this->kept[$place][$name]) ? $this->kept[$place][$name] : array();
            if ($word === 'rows') { return $values; }
            if ($values) { return $values[0]; }
        }
        throw new PolycartRefusal('reference', 'A reference leads to nothing.');
    }

    /** The columns of a statement that later ones refer to; only they are kept. */
    private function referred($place, $statements) {
        $names = array();
        $search = function ($value, $word) use (&$names, $place) {
            return is_array($value) && ($word === 'rows' || $word === 'first') && count($value) === 2
                && isset($value[0], $value[1]) && $value[0] === $place && is_string($value[1]) ? $names[] = $value[1] : null;
        };
        $walk = function ($value) use (&$walk, $search) {
            foreach ($value as $word => $below) {
                $search($below, $word);
                if (is_array($below)) { $walk($below); }
            }
        };
        $walk(array_slice($statements, $place + 1));
        return $names;
    }

    /** A guard of the adapter over a table that holds more than one kind of thing. */
    public function among($column, $patterns) {
        $sql = array();
        foreach ($patterns as $pattern) {
            $this->binds[] = str_replace(array('\\', '_', '%', '*'), array('\\\\', '\\_', '\\%', '%'), $pattern);
            $sql[] = $column . ' LIKE ?';
        }
        return $sql ? '(' . implode(' OR ', $sql) . ')' : '1 = 0';
    }

    public function guardAlias() { return '`polycart' . (++$this->guards) . '`'; }

    /** Whether a guard lets a row be made, asked of the database within the transaction. */
    public function found($sql, $value, $patterns) {
        $outer = $this->binds;
        $this->binds = array($this->resolved($value));
        $rows = $this->database->rows('SELECT 1' . $sql . ' = ? AND ' . $this->among('`polycart_guard`', $patterns), $this->binds);
        $this->binds = $outer;
        return (bool) $rows;
    }

    private static function path($place) { return implode('.', $place); }

    /** A row as JSON, in objects by alias. Bytes that are no text are told as base64. */
    private static function encoded($row, $shape) {
        $out = array();
        foreach ($shape as $index => $place) {
            if (isset($place[1])) {
                $out[$place[0]][$place[1]] = $row[$index];
            } else { $out[$place[0]] = $row[$index]; }
        }
        $flags = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE;
        $json = json_encode($out, $flags);
        if ($json === false) {
            array_walk_recursive($out, function (&$value) {
                if (is_string($value) && !preg_match('//u', $value)) { $value = array('base64' => base64_encode($value)); }
            });
            $json = json_encode($out, $flags);
        }
        return (string) $json;
    }

    private static function clause($word, $parts, $between = ' AND ') { return $parts ? $word . implode($between, $parts) : ''; }

    /** A part that is a list; $needed says that it must not be empty. */
    private static function items($source, $name, $needed = false) {
        $list = isset($source[$name]) ? $source[$name] : array();
        if (!is_array($list) || ($needed && !$list)) {
            throw new PolycartRefusal('statement', 'The part ' . $name . ' must be a list' . ($needed ? ' that is not empty.' : '.'));
        }
        return $list;
    }

    private static function number($source, $name, $else) {
        $number = isset($source[$name]) ? $source[$name] : $else;
        if (!is_int($number) || $number < 0) { throw new PolycartRefusal('statement', 'The part ' . $name . ' must be a number.'); }
        return $number;
    }

    private static function only($source, $names) {
        if (!is_array($source) || array_diff(array_map('strval', array_keys($source)), $names)) {
            throw new PolycartRefusal('statement', 'A statement has a part that is not known.');
        }
    }
}
