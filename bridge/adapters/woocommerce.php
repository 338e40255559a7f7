<?php
/** WooCommerce: read by SQL; after SQL, or instead of it, its own objects keep lookup tables and caches right. */
class PolycartWoocommerce extends PolycartShop {
    public static function detect($root) { return is_file($root . '/wp-includes/version.php') && is_file($root . '/wp-content/plugins/woocommerce/woocommerce.php'); }

    /** Users and options hold more than the shop's: accounts of administrators, keys of plugins. Caches are in the database: see the hooks. */
    protected function describe() {
        $this->platform = $this->root . '/wp-load.php';
        $this->media = array('images' => $this->root . '/wp-content/uploads');
        $this->hooks = array('product.saved' => 'product', 'product.deleted' => 'product', 'order.saved' => 'order', 'order.status' => 'order', 'terms.saved' => 'category');
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

    /** product.saved: ids; caches, lookup table, parents of variations. product.deleted: ids; for good. order.saved: ids; caches and statistics.
     *  order.status: order, status, note; with stock and mails. terms.saved: taxonomy, ids; counts. */
    public function hook($name, $what) {
        if ($name === 'order.status') {
            list($order, $status) = array(wc_get_order(current(self::ids($what, 'order'))), polycart_text($what, 'status'));
            polycart_need($order && array_key_exists('wc-' . $status, wc_get_order_statuses()), 'missing', 'There is no such order, or no such status.');
            return $order->update_status($status, polycart_text($what, 'note')) ? 1 : 0;
        }
        $ids = self::ids($what);
        if ($name === 'terms.saved') {
            $taxonomy = preg_match('/^(product_|pa_)\w+\z/', polycart_text($what, 'taxonomy')) ? $what['taxonomy'] : 'product_cat';
            clean_term_cache($ids, $taxonomy);
            wp_update_term_count_now($ids, $taxonomy);
            return count($ids);
        }
        $renew = function ($id) { $this->update_lookup_table($id, 'wc_product_meta_lookup'); };
        foreach ($ids as $id) {
            $orders = $name === 'order.saved';
            clean_post_cache($id);
            $orders ? wc_delete_shop_order_transients($id) : wc_delete_product_transients($id);
            $entity = $orders ? wc_get_order($id) : wc_get_product($id);  // never another kind of post
            if (!$entity) { continue; }
            if ($name === 'product.saved') {
                call_user_func(Closure::bind($renew, new WC_Product_Data_Store_CPT(), 'WC_Product_Data_Store_CPT'), $id);
                $entity->get_parent_id() ? WC_Product_Variable::sync($entity->get_parent_id()) : null;
            }
            $name === 'product.deleted' ? $entity->delete(true) : do_action($orders ? 'woocommerce_update_order' : 'woocommerce_update_product', $id, $entity);
        }
        return count($ids);
    }
}
