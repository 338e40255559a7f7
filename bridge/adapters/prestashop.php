<?php
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
