<?php
// The little of WordPress and WooCommerce that the plugin's shipping rates need: what it asks, and what it offers, as JSON.
define('ABSPATH', __DIR__);
list($folder, $status, $answer) = array($argv[1], (int) $argv[2], $argv[3]);
$told = array('asked' => array(), 'rates' => array(), 'posts' => array(), 'logged' => array());
class Post { public $ID = 12; public $post_type = 'live_shipping_rates'; public $post_status = 'publish'; public $post_title = 'Express'; public $post_date = '2027-01-01 00:00:00';
    public $post_content = '{"callback_url":"https://gateway.example\/shipping\/token","config":{"allowPreEstimate":true,"requiredDestAddrFields":[]}}'; }
class WC_Product { public function get_sku() { return 'MUG/1'; } public function get_name() { return 'Müg "big"'; } public function get_price() { return '21.50'; } public function get_weight() { return '1.2'; }
    public function get_length() { return '12'; } public function get_width() { return ''; } public function get_height() { return '1.5'; } public function needs_shipping() { return true; } }
class Virtual extends WC_Product { public function needs_shipping() { return false; } }
class WC_Tax { public static function get_shipping_tax_rates() { return array(7 => array('rate' => 8.875)); } }
class WC_Shipping_Method { public $id; public $method_title; public $method_description; public $title; public $tax_status; public $enabled;
    public function __construct($id = 0) {} public function add_rate($rate) { $GLOBALS['told']['rates'][] = $rate; } }
class Customer { public function get_shipping_first_name() { return 'Zoë'; } public function get_shipping_last_name() { return 'Buyer'; } public function get_shipping_company() { return ''; } }
class Countries { public function get_base_country() { return 'US'; } public function get_base_state() { return 'CA'; } public function get_base_city() { return 'San Francisco'; } public function get_base_address() { return '1 Test St'; }
    public function get_base_address_2() { return ''; } public function get_base_postcode() { return '94105'; } public function get_countries() { return array('US' => 'United States (US)', 'DE' => 'Germany'); }
    public function get_states($country) { return $country === 'US' ? array('CA' => 'California') : array(); } }
class Woo { public $customer; public $countries; public function __construct() { $this->customer = new Customer(); $this->countries = new Countries(); } }
class Logger { public function warning($words) { $GLOBALS['told']['logged'][] = $words; } }
function WC() { return new Woo(); }
function wc_get_logger() { return new Logger(); }
function add_action() {}
function add_filter() {}
function get_posts() { return array(new Post()); }
function wp_update_post($values) { $GLOBALS['told']['posts'][] = $values; }
function get_option($name, $default = '') { $known = array('live_shipping_rates_secret' => str_repeat('s3cr3t', 9), 'woocommerce_weight_unit' => 'lbs', 'woocommerce_dimension_unit' => 'in'); return isset($known[$name]) ? $known[$name] : $default; }
function get_woocommerce_currency() { return 'USD'; }
function wp_generate_password($length) { return substr(md5((string) mt_rand()), 0, $length); }
function wp_json_encode($value) { return json_encode($value); }
function is_wp_error($value) { return false; }
function wp_remote_post($url, $sent) { $GLOBALS['told']['asked'][] = array('url' => $url) + $sent; return array(); }
function wp_remote_retrieve_response_code() { return $GLOBALS['status']; }
function wp_remote_retrieve_body() { return $GLOBALS['answer']; }
function sanitize_key($key) { return preg_replace('/[^a-z0-9_\-]/', '', strtolower($key)); }
function sanitize_text_field($text) { return trim(strip_tags($text)); }
require $folder . '/shipping.php';
LiveShippingRates::method();
$line = array('product_id' => 15, 'variation_id' => 0, 'quantity' => 2, 'line_subtotal' => 43, 'line_subtotal_tax' => 0, 'line_total' => 40, 'line_tax' => 3.82);
$contents = array($line + array('data' => new WC_Product()), $line + array('data' => new Virtual()));
$destination = array('country' => 'DE', 'state' => '', 'postcode' => '80331', 'city' => 'München/Süd', 'address' => '5 Weg', 'address_1' => '5 Weg', 'address_2' => '');
$method = new LiveShippingRatesMethod();
$method->calculate_shipping(array('contents' => $contents, 'destination' => $destination));
echo json_encode($told + array('enabled' => $method->enabled));
