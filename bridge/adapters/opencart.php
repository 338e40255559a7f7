<?php
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
