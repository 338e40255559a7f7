<?php
/** OpenCart 2.3, 3 and 4. SQL is enough, but for the paths of categories and the caches. */
class PolycartOpencart extends PolycartShop {
    public static function detect($root) { return is_file($root . '/system/startup.php') && is_dir($root . '/catalog/controller'); }

    /** The shop's config.php does nothing but define; its index.php includes it in the same way. */
    protected function describe() {
        if (is_file($this->root . '/config.php')) { include_once $this->root . '/config.php'; }
        $image = rtrim(defined('DIR_IMAGE') ? DIR_IMAGE : $this->root . '/image', '/');
        $cache = rtrim(defined('DIR_CACHE') ? DIR_CACHE : $this->root . '/system/storage/cache', '/');
        $this->media = array('images' => $image);
        $this->caches = array('data' => array($cache . '/cache.*'), 'templates' => array($cache . '/template/*'), 'images' => array($image . '/cache/*'));
        $this->hooks = array('category.paths' => 'category');
        $this->markers = array('product_description', 'product_to_store', 'order_total');
        $this->hidden = array('customer' => array('password', 'salt', 'token', 'code', 'cart'), 'store' => array('ssl_key'), 'customer_ip' => array('ip'),
            'customer_affiliate' => array('tax', 'cheque', 'paypal', 'bank_name', 'bank_branch_number', 'bank_swift_code', 'bank_account_name', 'bank_account_number'));
        $settings = array('config_name', 'config_title', 'config_url', 'config_ssl', 'config_secure', 'config_email', 'config_telephone', 'config_owner',
            'config_address', 'config_country_id', 'config_zone_id', 'config_language*', 'config_currency*', 'config_*_class_id', 'config_tax*',
            'config_*_status', 'config_*_status_id', 'config_customer_group*', 'config_timezone', 'config_stock_*', 'config_invoice_prefix',
            'config_product_*', 'config_image_*', 'config_cache_engine', 'config_meta_*', 'config_store_id', 'config_seo_url');
        $this->tables = array('order' => 'order', 'order_*' => 'order', 'return' => 'order', 'return_*' => 'order', 'subscription*' => 'order',
            'customer_online' => 'never', 'customer_login' => 'never', 'customer_token' => 'never', 'customer_authorize' => 'never',
            'custom_field*' => 'customer', 'customer*' => 'customer', 'address' => 'customer', 'cart' => 'basket', 'coupon*' => 'marketing', 'voucher*' => 'marketing', 'marketing' => 'marketing',
            'category*' => 'category', 'product*' => 'product', 'option*' => 'product', 'attribute*' => 'product', 'manufacturer*' => 'product',
            'filter*' => 'product', 'review' => 'product', 'identifier' => 'product', 'stock_status' => 'product', 'url_alias' => 'product', 'seo_url' => 'product',
            'download*' => 'product', 'statistics' => 'order', 'extension*' => 'settings:read', 'weight_class*' => 'settings', 'length_class*' => 'settings', 'currency' => 'settings', 'language' => 'settings', 'store' => 'settings',
            'country*' => 'settings', 'zone*' => 'settings', 'geo_zone' => 'settings', 'tax_*' => 'settings', 'setting' => array('key', array('settings' => $settings)));
    }

    public function access() {
        polycart_need(defined('DB_HOSTNAME') && defined('DB_DATABASE'), 'config', 'The shop\'s config.php names no database.');
        return array('host' => DB_HOSTNAME, 'user' => DB_USERNAME, 'password' => DB_PASSWORD, 'name' => DB_DATABASE, 'port' => defined('DB_PORT') ? DB_PORT : 0,
            'prefix' => defined('DB_PREFIX') ? DB_PREFIX : '');
    }

    public function version() {
        return preg_match("/define\('VERSION',\s*'([0-9.]+)'/", (string) @file_get_contents($this->root . '/index.php'), $found) ? $found[1] : '';
    }

    /** category.paths: write category_path anew, which the shop reads every tree from. */
    public function hook($name, $what) {
        list($database, $parents) = array($this->database, array());
        foreach ($database->rows('SELECT category_id, parent_id FROM `' . $database->prefix . 'category`') as $row) { $parents[(int) $row[0]] = (int) $row[1]; }
        $database->transaction(true);
        $database->execute('DELETE FROM `' . $database->prefix . 'category_path`', array());
        foreach (array_keys($parents) as $id) {
            $path = array();
            for ($at = $id; isset($parents[$at]) && !in_array($at, $path, true); $at = $parents[$at]) { array_unshift($path, $at); }
            foreach ($path as $level => $step) {
                $database->execute('INSERT INTO `' . $database->prefix . 'category_path` (category_id, path_id, level) VALUES (?, ?, ?)', array($id, $step, $level));
            }
        }
        $database->end(true);
        return count($parents);
    }
}
