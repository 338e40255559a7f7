<?php
/** WordPress runs this when the plugin is deleted: https://developer.wordpress.org/plugins/plugin-basics/uninstall-methods/ */
if (!defined('WP_UNINSTALL_PLUGIN')) { exit; }

require_once __DIR__ . '/includes/connector.php';
require_once __DIR__ . '/includes/shop.php';

(new %%Slug%%Shop())->uninstall();
if (!class_exists('LiveShippingRates')) {
    require_once __DIR__ . '/includes/shipping.php';
    LiveShippingRates::uninstall();
}
foreach (get_users(array('fields' => 'ID')) as $id) { delete_transient('%%slug%%_notice_' . $id); }
