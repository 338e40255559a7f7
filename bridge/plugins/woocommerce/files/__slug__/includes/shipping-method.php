<?php
if (!defined('ABSPATH')) { exit; }

/** The rates of all services, outside of zones: each service knows where it sends to. */
class LiveShippingRatesMethod extends WC_Shipping_Method
{
    public function __construct($instance_id = 0)
    {
        parent::__construct($instance_id);
        $this->id = LiveShippingRates::TYPE;
        $this->method_title = 'Live shipping rates';
        $this->method_description = 'Asks services for rates at the checkout.';
        $this->title = $this->method_title;
        $this->tax_status = 'taxable';
        $this->enabled = LiveShippingRates::services(array('publish')) ? 'yes' : 'no';
    }

    /** A service that does not answer as it should offers nothing; one that is gone is asked no more. */
    public function calculate_shipping($package = array())
    {
        foreach (LiveShippingRates::services(array('publish')) as $post) {
            $content = LiveShippingRates::content($post);
            if ($this->early($content['config'], $package)) { continue; }
            $body = wp_json_encode($this->question($package));
            if (!is_string($body)) { continue; }
            $answer = wp_remote_post($content['callback_url'], array('headers' => LiveShippingRates::headers($post, $body), 'body' => $body,
                'timeout' => LiveShippingRates::SECONDS, 'redirection' => 0));
            $status = is_wp_error($answer) ? 0 : (int) wp_remote_retrieve_response_code($answer);
            if ($status === 410) { LiveShippingRates::off($post); }
            $rates = $status === 200 ? json_decode((string) wp_remote_retrieve_body($answer), true) : null;
            if (!is_array($rates)) {
                $words = is_wp_error($answer) ? $answer->get_error_message() : 'HTTP ' . $status;
                wc_get_logger()->warning('Service ' . $post->ID . ' told no rates: ' . $words, array('source' => LiveShippingRates::TYPE));
                continue;
            }
            foreach ($rates as $rate) { $this->offer($post, $rate); }
        }
    }

    /** Whether too little of the address is known yet for what the service wants to know. */
    private function early($config, $package)
    {
        if (!isset($config['allowPreEstimate'], $config['requiredDestAddrFields']) || $config['allowPreEstimate']) { return false; }
        foreach ((array) $config['requiredDestAddrFields'] as $field) {
            if (!isset($package['destination'][$field]) || $package['destination'][$field] === '') { return true; }
        }
        return false;
    }

    private function question($package)
    {
        $customer = WC()->customer;
        $names = $customer ? array('first_name' => $customer->get_shipping_first_name(), 'last_name' => $customer->get_shipping_last_name(), 'company' => $customer->get_shipping_company()) : array();
        $countries = WC()->countries;
        $origin = array('country' => $countries->get_base_country(), 'state' => $countries->get_base_state(), 'city' => $countries->get_base_city(),
            'address_1' => $countries->get_base_address(), 'address_2' => $countries->get_base_address_2(), 'postcode' => $countries->get_base_postcode());
        $items = array();
        foreach ($package['contents'] as $line) {
            if ($line['data'] instanceof WC_Product && $line['data']->needs_shipping()) { $items[] = $this->item($line); }
        }
        $destination = array_map('strval', $package['destination'] + $names);
        return array('destination' => $destination + $this->named($destination), 'origin' => $origin + $this->named($origin), 'currency' => get_woocommerce_currency(),
            'weight_unit' => get_option('woocommerce_weight_unit'), 'dimension_unit' => get_option('woocommerce_dimension_unit'), 'items' => $items);
    }

    private function named($place)
    {
        $countries = WC()->countries->get_countries();
        $states = WC()->countries->get_states($place['country']);
        $name = isset($countries[$place['country']]) ? $countries[$place['country']] : '';
        $state = is_array($states) && isset($states[$place['state']]) ? $states[$place['state']] : $place['state'];
        return array('country_name' => html_entity_decode($name, ENT_QUOTES, 'UTF-8'), 'state_name' => html_entity_decode($state, ENT_QUOTES, 'UTF-8'));
    }

    private function item($line)
    {
        $product = $line['data'];
        $item = array('id' => (int) $line['product_id'], 'sku' => (string) $product->get_sku(), 'name' => $product->get_name(),
            'variant_id' => empty($line['variation_id']) ? null : (int) $line['variation_id'], 'quantity' => (float) $line['quantity'], 'price' => round((float) $product->get_price(), 6));
        foreach (array('weight', 'length', 'width', 'height') as $name) {
            $value = call_user_func(array($product, 'get_' . $name));
            $item[$name] = is_numeric($value) ? (float) $value : null;
        }
        foreach (array('subtotal' => 'line_subtotal', 'subtotal_tax' => 'line_subtotal_tax', 'total' => 'line_total', 'total_tax' => 'line_tax') as $name => $known) {
            $item[$name] = isset($line[$known]) ? round((float) $line[$known], 6) : 0.0;
        }
        return $item;
    }

    /** A sum of taxes that is told stands for the first tax on shipping; "" has the shop calculate, false is none. */
    private function offer($post, $rate)
    {
        if (!is_array($rate) || !isset($rate['id'], $rate['label'], $rate['cost']) || !is_scalar($rate['id']) || !is_scalar($rate['label']) || !is_numeric($rate['cost'])) { return; }
        $taxes = isset($rate['taxes']) ? $rate['taxes'] : '';
        if (is_array($taxes)) {
            $known = array_keys(WC_Tax::get_shipping_tax_rates());
            $taxes = array(($known ? $known[0] : 0) => array_sum(array_filter($taxes, 'is_numeric')));
        }
        $code = sanitize_key($rate['id']);  // a shopper's choice comes back through WordPress' cleaning
        if ($code !== $rate['id']) { $code .= '-' . substr(md5((string) $rate['id']), 0, 8); }
        $this->add_rate(array('id' => $this->id . ':' . $post->ID . ':' . $code, 'label' => sanitize_text_field($rate['label']), 'cost' => (float) $rate['cost'],
            'taxes' => $taxes === false || is_array($taxes) ? $taxes : '', 'calc_tax' => 'per_order',
            'meta_data' => isset($rate['meta_data']) && is_array($rate['meta_data']) ? array_filter($rate['meta_data'], 'is_scalar') : array()));
    }
}
