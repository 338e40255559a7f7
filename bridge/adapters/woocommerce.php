<?php
/** WooCommerce: read by SQL; written through its own REST API, inside the shop, whose objects keep lookup tables, stock, statistics, caches and mails right. */
class PolycartWoocommerce extends PolycartShop {
    public static function detect($root) { return is_file($root . '/wp-includes/version.php') && is_file($root . '/wp-content/plugins/woocommerce/woocommerce.php'); }

    /** Users and options hold more than the shop's: accounts of administrators, keys of plugins; so does the API, for settings of integrations. */
    protected function describe() {
        list($this->platform, $this->media) = array($this->root . '/wp-load.php', array('images' => $this->root . '/wp-content/uploads'));
        $this->markers = array('woocommerce_order_items', 'postmeta', 'term_relationships');
        $this->hidden = array('users' => array('user_pass', 'user_activation_key'), 'posts' => array('post_password'));
        $routes = array('never' => 'wc/v3/customers/batch wc/v3/settings/integration*', 'category' => 'wc/v3/products/categories*',
            'product' => 'wc/v3/products* wc/v3/system_status/tools/clear_*', 'product:read' => 'wc-analytics/variations', 'customer:read' => 'wc-analytics/reports/customers*',
            'order:read' => 'wc/v3/reports/* wc-analytics/reports/*', 'marketing' => 'wc/v3/coupons*', 'order' => 'wc/v3/orders* wc-shipment-tracking/v3/orders/* wc-live-shipping/v1/*',
            'customer' => 'wc/v3/customers*', 'settings' => 'wc/v3/taxes* wc/v3/shipping*',
            'settings:read' => 'wc/v3/settings/* wc/v3/system_status wc/v3/data/* wc/v3/payment_gateways pll/v1/languages');
        foreach ($routes as $entity => $patterns) { $this->routes += array_fill_keys(explode(' ', $patterns), $entity); }
        $options = 'siteurl home blogname blogdescription admin_email timezone_string gmt_offset permalink_structure WPLANG active_plugins *user_roles'
            . str_replace(' ', ' woocommerce_', ' version db_version currency* price_* *_unit store_* default_country calc_taxes prices_include_tax tax_* manage_stock permalinks'
            . ' hide_out_of_stock_items notify_* custom_orders_table_* placeholder_image allowed_countries feature_cost_of_goods_sold_enabled');
        $meta = 'billing_* shipping_* first_name last_name nickname paying_customer last_update *_money_spent *_order_count *capabilities';
        $posts = array('product' => array('product', 'product_variation', 'attachment'), 'order:read' => array('shop_order*'), 'marketing' => array('shop_coupon'));
        $terms = array('category' => array('product_cat'), 'product' => array('product_*', 'pa_*'));
        $notes = array('order:read' => array('order_note'), 'product' => array('review'));
        $this->tables = array('posts' => array('post_type', $posts), 'postmeta' => array('post_id', 'posts', 'ID'), 'term_taxonomy' => array('taxonomy', $terms),
            'terms' => array('term_id', 'term_taxonomy', 'term_id'), 'term_relationships' => array('term_taxonomy_id', 'term_taxonomy', 'term_taxonomy_id'),
            'termmeta' => array('term_id', 'term_taxonomy', 'term_id'), 'comments' => array('comment_type', $notes), 'commentmeta' => array('comment_id', 'comments', 'comment_ID'),
            'options' => array('option_name', array('settings:read' => explode(' ', $options))), 'usermeta' => array('meta_key', array('customer:read' => explode(' ', $meta))));
        $tables = array('order:read' => 'wc_orders* wc_order_* woocommerce_order_item*', 'customer:read' => 'users wc_customer_lookup', 'category:read' => 'wc_category_lookup',
            'product' => 'wc_product_* woocommerce_attribute_taxonomies', 'settings' => 'woocommerce_tax_rate* wc_tax_rate_classes', 'settings:read' => 'woocommerce_shipping_zone*');
        foreach ($tables as $entity => $patterns) { $this->tables += array_fill_keys(explode(' ', $patterns), $entity); }
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

    /** WooCommerce takes a request for one to its API by its address, while it is loaded (WooCommerce::is_rest_api_request). */
    public function route($path, $write) {
        $_SERVER['REQUEST_URI'] = rtrim(dirname(dirname($_SERVER['SCRIPT_NAME'])), '/') . '/wp-json/' . $path;
        return parent::route($path, $write);
    }

    /** As the first administrator, and as WP_REST_Server::serve_request calls it. */
    public function rest($method, $path, $query, $body) {
        polycart_need($GLOBALS['wpdb']->prefix === $this->database->prefix, 'prefix', 'The shop\'s API serves another prefix.', array('candidates' => array($GLOBALS['wpdb']->prefix)));
        parse_str($path === 'wc/v3/payment_gateways' ? '_fields=id,title,method_title,enabled' : $query, $values);  // not their settings, which hold keys
        $this->spare($method, $path, (array) json_decode($body, true));
        polycart_need($administrators = get_users(array('role' => 'administrator', 'orderby' => 'ID', 'number' => 1, 'fields' => 'ID')), 'missing', 'The shop has no administrator.');
        wp_set_current_user((int) $administrators[0]); defined('REST_REQUEST') || define('REST_REQUEST', true);
        if (isset($values['lang'])) { do_action('wpml_switch_language', $values['lang']); }  // https://wpml.org/wpml-hook/wpml_switch_language/
        $request = new WP_REST_Request($method, '/' . $path); $request->set_query_params($values);
        if ($body !== '') { $request->set_header('Content-Type', 'application/json'); $request->set_body($body); }
        $response = apply_filters('rest_post_dispatch', rest_do_request($request), rest_get_server(), $request);  // cuts it to _fields, too
        $headers = array_change_key_case(array_map('strval', $response->get_headers()));
        return array($response->get_status(), $headers, (string) wp_json_encode(rest_get_server()->response_to_data($response, false)));
    }

    /** Accounts of those who run the site are not taken over, nor anybody made one of them; 7.9 lets the API change and delete all (WC_REST_Customers_Controller). */
    private function spare($method, $path, $given) {
        if ($method === 'GET' || !preg_match('~^wc/v3/customers(?:/(\d+))?~', $path, $found)) { return; }
        $user = isset($found[1]) ? get_userdata((int) $found[1]) : false;
        $staff = $user && array_diff($user->roles, array('customer', 'subscriber'));
        $taken = $staff && ($method === 'DELETE' || array_intersect(array('email', 'password', 'username', 'role', 'roles'), array_keys($given)));
        $raised = preg_match('/capabilities|user_level|session_tokens|application_passwords/i', json_encode($given));
        polycart_need(!$taken && !$raised, 'scope', 'Only accounts of customers can be changed so.');
    }
}
