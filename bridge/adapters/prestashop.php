<?php
/** PrestaShop 1.6 to 8. Its own classes keep stock, orders, the tree of categories and the search index right. */
class PolycartPrestashop extends PolycartShop {
    public static function detect($root) { return is_file($root . '/config/defines.inc.php') && is_file($root . '/classes/Product.php'); }

    protected function describe() {
        $root = $this->root;
        $this->platform = $root . '/config/config.inc.php';
        $this->media = array('products' => $root . '/img/p', 'categories' => $root . '/img/c', 'manufacturers' => $root . '/img/m', 'suppliers' => $root . '/img/su');
        $this->caches = array('data' => array($root . '/cache/cachefs/*', $root . '/var/cache/*/*'), 'classes' => array($root . '/cache/class_index.php'),
            'templates' => array($root . '/cache/smarty/cache/*', $root . '/cache/smarty/compile/*'));
        $this->hooks = array('stock.set' => 'product');
        $this->markers = array('product_lang', 'product_shop', 'stock_available');
        $this->hidden = array('customer' => array('passwd', 'secure_key', 'reset_password_token'));
        $settings = array('PS_VERSION_DB', 'PS_LANG_DEFAULT', 'PS_CURRENCY_DEFAULT', 'PS_COUNTRY_DEFAULT', 'PS_SHOP_NAME', 'PS_SHOP_EMAIL', 'PS_SHOP_PHONE',
            'PS_SHOP_ADDR*', 'PS_SHOP_CODE', 'PS_SHOP_CITY', 'PS_SHOP_STATE*', 'PS_SHOP_COUNTRY*', 'PS_SHOP_DEFAULT', 'PS_SHOP_DOMAIN*', 'PS_SSL_ENABLED*',
            'PS_TIMEZONE', 'PS_*_UNIT', 'PS_STOCK_MANAGEMENT', 'PS_ORDER_OUT_OF_STOCK', 'PS_OS_*', 'PS_TAX*', 'PS_ROOT_CATEGORY', 'PS_HOME_CATEGORY',
            'PS_*_GROUP', 'PS_REWRITING_SETTINGS', 'PS_ROUTE_*', 'PS_LEGACY_IMAGES', 'PS_PRICE_*');
        $this->tables = array('order*' => 'order', 'customer_session' => 'never', 'customer*' => 'customer', 'address' => 'customer', 'group*' => 'customer', 'gender*' => 'customer',
            'cart_rule*' => 'marketing', 'emailsubscription' => 'marketing', 'newsletter' => 'marketing', 'cart' => 'basket', 'cart_product' => 'basket',
            'category*' => 'category', 'product*' => 'product', 'specific_price*' => 'product', 'stock*' => 'product', 'warehouse*' => 'product', 'image*' => 'product',
            'attribute*' => 'product', 'feature_flag' => 'never', 'feature*' => 'product', 'manufacturer*' => 'product', 'supplier*' => 'product', 'tag' => 'product', 'pack' => 'product',
            'tax*' => 'settings', 'currency*' => 'settings', 'lang*' => 'settings', 'shop*' => 'settings', 'country*' => 'settings', 'state' => 'settings',
            'zone*' => 'settings', 'carrier*' => 'settings', 'configuration' => array('name', array('settings:read' => $settings)));
    }

    public function access() {
        $file = is_file($this->root . '/app/config/parameters.php') ? include $this->root . '/app/config/parameters.php' : array();
        $known = isset($file['parameters']) ? $file['parameters'] : self::literals($this->root . '/config/settings.inc.php');
        $names = isset($file['parameters']) ? array('database_host', 'database_user', 'database_password', 'database_name', 'database_prefix')
            : array('_DB_SERVER_', '_DB_USER_', '_DB_PASSWD_', '_DB_NAME_', '_DB_PREFIX_');
        polycart_need(isset($known[$names[0]], $known[$names[3]]), 'config', 'The shop\'s configuration names no database.');
        return array('host' => $known[$names[0]], 'user' => $known[$names[1]], 'password' => $known[$names[2]], 'name' => $known[$names[3]],
            'prefix' => $known[$names[4]], 'port' => empty($known['database_port']) ? 0 : $known['database_port']);
    }

    public function version() {
        $rows = $this->database->rows('SELECT value FROM `' . $this->database->prefix . "configuration` WHERE name = 'PS_VERSION_DB'");
        return $rows ? (string) $rows[0][0] : '';
    }

    /** stock.set: product, combination, quantity, shop. */
    public function hook($name, $what) {
        $ids = array_map('current', array(self::ids($what, 'product'), self::ids($what, 'combination'), self::ids($what, 'quantity')));
        StockAvailable::setQuantity($ids[0], $ids[1], $ids[2], isset($what['shop']) ? (int) $what['shop'] : null);
        return 1;
    }
}
