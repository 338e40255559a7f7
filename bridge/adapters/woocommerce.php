<?php
/** WooCommerce: read by SQL; after SQL, or instead of it, its own objects keep lookup tables and caches right. */
class PolycartWoocommerce extends PolycartShop {
    public static function detect($root) { return is_file($root . '/wp-includes/version.php') && is_file($root . '/wp-content/plugins/woocommerce/woocommerce.php'); }

    /** Users and options hold more than the shop's: accounts of administrators, keys of plugins. Caches are in the database: see the hooks. */
    protected function describe() {
        $this->platform = $this->root . '/wp-load.php';
        $this->media = array('images' => $this->root . '/wp-content/uploads');
        $this->routes = array('wc/v3/products/categories*' => 'category', 'wc/v3/products*' => 'product', 'wc/v3/orders*' => 'order', 'wc/v3/customers*' => 'customer',
            'wc/v3/coupons*' => 'marketing', 'wc/v3/taxes*' => 'settings', 'wc/v3/shipping*' => 'settings', 'wc/v3/settings*' => 'settings:read', 'wc/v3/system_status' => 'settings:read',
            'wc/v3/data*' => 'settings:read', 'wc/v3/payment_gateways*' => 'settings:read', 'wc/v3/reports*' => 'order:read', 'wc-analytics/*' => 'order:read');
        $this->markers = array('woocommerce_order_items', 'postmeta', 'term_relationships');
        $this->hidden = array('users' => array('user_pass', 'user_activation_key'), 'posts' => array('post_password'));
        $options = array('siteurl', 'home', 'blogname', 'blogdescription', 'admin_email', 'timezone_string', 'gmt_offset', 'permalink_structure', 'WPLANG',
            'active_plugins', 'woocommerce_version', 'woocommerce_db_version', 'woocommerce_currency*', 'woocommerce_price_*', 'woocommerce_*_unit',
            'woocommerce_store_*', 'woocommerce_default_country', 'woocommerce_calc_taxes', 'woocommerce_prices_include_tax', 'woocommerce_tax_*', 'woocommerce_manage_stock',
            'woocommerce_notify_*', 'woocommerce_custom_orders_table_*', 'woocommerce_permalinks', 'woocommerce_placeholder_image', 'woocommerce_allowed_countries');
        $posts = array('product' => array('product', 'product_variation', 'attachment'), 'order:read' => array('shop_order*'), 'marketing' => array('shop_coupon'));
        $terms = array('category' => array('product_cat'), 'product' => array('product_*', 'pa_*'));
        $meta = array('billing_*', 'shipping_*', 'first_name', 'last_name', 'nickname', 'paying_customer', '_money_spent', '_order_count', '*capabilities');
        $notes = array('order:read' => array('order_note'), 'product' => array('review'));
        $this->tables = array('posts' => array('post_type', $posts), 'postmeta' => array('post_id', 'posts', 'ID'), 'term_taxonomy' => array('taxonomy', $terms),
            'term_relationships' => array('term_taxonomy_id', 'term_taxonomy', 'term_taxonomy_id'), 'terms' => array('term_id', 'term_taxonomy', 'term_id'),
            'termmeta' => array('term_id', 'term_taxonomy', 'term_id'), 'comments' => array('comment_type', $notes), 'commentmeta' => array('comment_id', 'comments', 'comment_ID'),
            'options' => array('option_name', array('settings:read' => $options)), 'users' => 'customer:read', 'usermeta' => array('meta_key', array('customer:read' => $meta)),
            'wc_orders*' => 'order:read', 'wc_order_addresses' => 'order:read', 'wc_order_operational_data' => 'order:read', 'woocommerce_order_item*' => 'order:read',
            'wc_order_*' => 'order:read', 'wc_customer_lookup' => 'customer:read', 'wc_product_*' => 'product', 'wc_category_lookup' => 'category:read',
            'woocommerce_attribute_taxonomies' => 'product', 'woocommerce_tax_rate*' => 'settings', 'wc_tax_rate_classes' => 'settings', 'woocommerce_shipping_zone*' => 'settings:read');
    }

    /** wp-config.php would start WordPress, so it is read and not included; it may lie one folder up. */
    public function access() {
        $known = self::literals((is_file($this->root . '/wp-config.php') ? $this->root : dirname($this->root)) . '/wp-config.php');
        polycart_need(isset($known['DB_HOST'], $known['DB_NAME'], $known['DB_USER'], $known['DB_PASSWORD']), 'config', 'The shop\'s wp-config.php names no database.');
        return array('host' => $known['DB_HOST'], 'user' => $known['DB_USER'], 'password' => $known['DB_PASSWORD'], 'name' => $known['DB_NAME'],
            'prefix' => isset($known['table_prefix']) ? $known['table_prefix'] : 'wp_');
    }

    public function version() {
        $plugin = (string) @file_get_contents($this->root . '/wp-content/plugins/woocommerce/woocommerce.php', false, null, 0, 8192);
        return preg_match('/^\s*\*\s*Version:\s*([0-9.]+)/m', $plugin, $found) ? $found[1] : '';
    }

    /** WooCommerce's own REST API, as the first administrator: its objects keep lookup tables, stock, statistics and caches right. */
    public function rest($method, $path, $query, $body) {
        parse_str($query, $values);
        $administrators = get_users(array('role' => 'administrator', 'orderby' => 'ID', 'number' => 1, 'fields' => 'ID'));
        polycart_need($administrators, 'missing', 'The shop has no administrator.');
        wp_set_current_user((int) $administrators[0]);
        $request = new WP_REST_Request($method, '/' . $path);
        $request->set_query_params($values);
        if ($body !== '') { $request->set_header('Content-Type', 'application/json'); $request->set_body($body); }
        $response = rest_filter_response_fields(rest_do_request($request), rest_get_server(), $request);
        $headers = array_change_key_case(array_map('strval', $response->get_headers()));
        return array($response->get_status(), $headers, (string) wp_json_encode(rest_get_server()->response_to_data($response, false)));
    }
}
