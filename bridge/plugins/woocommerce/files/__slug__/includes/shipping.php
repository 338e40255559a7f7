<?php
if (!defined('ABSPATH')) { exit; }

/**
 * Asks services for shipping rates at the checkout. They are kept as posts, and are made over REST with the keys of WooCommerce.
 *
 * Plugins of several companies may hold this class: the one that is loaded first serves the services of all.
 */
if (!class_exists('LiveShippingRates')) {
    class LiveShippingRates
    {
        const TYPE = 'live_shipping_rates';
        const SECRET = 'live_shipping_rates_secret';
        const SECONDS = 30;

        public static function begin()
        {
            add_action('init', array(__CLASS__, 'register'));
            add_action('rest_api_init', array(__CLASS__, 'routes'));
            add_action('woocommerce_shipping_init', array(__CLASS__, 'method'));
            add_filter('woocommerce_shipping_methods', function ($methods) {
                return $methods + array(LiveShippingRates::TYPE => 'LiveShippingRatesMethod');
            });
        }

        public static function register() { register_post_type(self::TYPE, array('public' => false, 'rewrite' => false, 'query_var' => false, 'can_export' => false)); }

        /** WooCommerce takes its keys for namespaces that begin with "wc-", and what they may do is what their owner may. */
        public static function routes()
        {
            $may = function () { return current_user_can('manage_woocommerce'); };
            register_rest_route('wc-live-shipping/v1', '/live-shipping-rates', array(
                array('methods' => 'GET', 'callback' => array(__CLASS__, 'listing'), 'permission_callback' => $may),
                array('methods' => 'POST', 'callback' => array(__CLASS__, 'post'), 'permission_callback' => $may),
                array('methods' => 'DELETE', 'callback' => array(__CLASS__, 'delete'), 'permission_callback' => $may),
            ));
            register_rest_route('wc-live-shipping/v1', '/live-shipping-rates/configs', array('methods' => 'GET', 'permission_callback' => $may,
                'callback' => function () { return array('live_shipping_service_secret' => LiveShippingRates::secret()); }));
        }

        public static function listing() { return array_map(array(__CLASS__, 'view'), self::services(array('publish', 'draft'))); }

        /** A new service, or whether one of an id is asked. */
        public static function post($request)
        {
            if ($request['id'] !== null) {
                $post = self::found($request['id']);
                if (!$post) { return self::missing(); }
                wp_update_post(array('ID' => $post->ID, 'post_status' => rest_sanitize_boolean($request['enabled']) ? 'publish' : 'draft'));
                self::changed();
                return self::view(get_post($post->ID));
            }
            $content = is_string($request['content']) ? json_decode($request['content'], true) : null;
            $url = is_array($content) && isset($content['callback_url']) && is_string($content['callback_url']) ? $content['callback_url'] : '';
            $name = is_string($request['name']) ? sanitize_text_field($request['name']) : '';
            if ($name === '' || !preg_match('~^https?://[^\s<>"\']+$~', $url)) {
                return new WP_Error('live_shipping_invalid', 'A service has a name and an address.', array('status' => 400));
            }
            $config = isset($content['config']) && is_array($content['config']) ? $content['config'] : array();
            $kept = wp_json_encode(array('callback_url' => $url, 'config' => $config));
            $id = wp_insert_post(wp_slash(array('post_type' => self::TYPE, 'post_status' => 'publish', 'post_title' => $name, 'post_content' => $kept)), true);
            if (is_wp_error($id)) { return new WP_Error('live_shipping_failed', 'The service could not be kept.', array('status' => 500)); }
            self::changed();
            return new WP_REST_Response(self::view(get_post($id)), 201);
        }

        public static function delete($request)
        {
            $post = self::found($request['id']);
            if (!$post) { return self::missing(); }
            $view = self::view($post);
            wp_delete_post($post->ID, true);
            self::changed();
            return $view;
        }

        /** The secret of this shop, made when it is first needed. */
        public static function secret()
        {
            $secret = get_option(self::SECRET, '');
            if (!is_string($secret) || strlen($secret) < 50) {
                $secret = wp_generate_password(50, false);
                update_option(self::SECRET, $secret, false);
            }
            return $secret;
        }

        public static function services($statuses)
        {
            return get_posts(array('post_type' => self::TYPE, 'post_status' => $statuses, 'numberposts' => -1, 'orderby' => 'ID', 'order' => 'ASC', 'suppress_filters' => true));
        }

        public static function off($post)
        {
            wp_update_post(array('ID' => $post->ID, 'post_status' => 'draft'));
        }

        /** Nothing of the services is left; where another plugin serves them, they are not ours to take away. */
        public static function uninstall()
        {
            foreach (self::services(array('publish', 'draft', 'trash')) as $post) { wp_delete_post($post->ID, true); }
            delete_option(self::SECRET);
        }

        /** Rates that shoppers' sessions hold are asked for anew. */
        private static function changed() { if (class_exists('WC_Cache_Helper')) { WC_Cache_Helper::get_transient_version('shipping', true); } }

        private static function found($id)
        {
            $post = is_numeric($id) ? get_post((int) $id) : null;
            return $post && $post->post_type === self::TYPE ? $post : null;
        }

        private static function missing() { return new WP_Error('live_shipping_not_found', 'There is no such service.', array('status' => 404)); }

        public static function content($post)
        {
            $content = json_decode($post->post_content, true);
            return (is_array($content) ? $content : array()) + array('callback_url' => '', 'config' => array());
        }

        private static function view($post)
        {
            return array('id' => $post->ID, 'name' => $post->post_title, 'date' => $post->post_date, 'content' => self::content($post), 'enabled' => $post->post_status === 'publish');
        }

        /** What is signed: the headers sorted by name, in JSON, and the body after them. */
        public static function headers($post, $body)
        {
            $headers = array('x-live-shipping-service-id' => 'live_shipping_' . $post->ID, 'x-live-shipping-service-nonce' => wp_generate_password(32, false),
                'x-live-shipping-service-timestamp' => (string) time());
            ksort($headers);
            $signature = base64_encode(hash_hmac('sha256', json_encode($headers) . $body, self::secret(), true));
            return $headers + array('x-live-shipping-service-sign' => $signature, 'content-type' => 'application/json', 'accept' => 'application/json');
        }

        /** Declared late, for WooCommerce loads the class that it extends when it is needed. */
        public static function method() { require_once __DIR__ . '/shipping-method.php'; }
    }

    LiveShippingRates::begin();
}
