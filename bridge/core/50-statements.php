<?php
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
