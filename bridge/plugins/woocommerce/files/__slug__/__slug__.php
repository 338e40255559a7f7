<?php
/**
 * Plugin Name: %%name|comment%%
 * Description: %%description|comment%%
 * Author: %%company|comment%%
 * Version: %%version|comment%%
 * Requires at least: 5.0
 * Requires PHP: 5.6
 * Requires Plugins: woocommerce
 * License: Apache-2.0
 */

if (!defined('ABSPATH')) { exit; }

require_once __DIR__ . '/includes/connector.php';
require_once __DIR__ . '/includes/page.php';
require_once __DIR__ . '/includes/shop.php';
require_once __DIR__ . '/includes/shipping.php';

/** https://developer.wordpress.org/rest-api/extending-the-rest-api/adding-custom-endpoints/ : the bridge checks who asks by itself. */
add_action('rest_api_init', function () {
    register_rest_route('%%slug%%/v1', '/bridge', array(
        'methods' => array('GET', 'POST'),
        'callback' => function () {
            (new %%Slug%%Shop())->bridge();
            exit;
        },
        'permission_callback' => '__return_true',
    ));
});

add_action('admin_menu', function () {
    add_menu_page(%%Slug%%Connector::NAME, %%Slug%%Connector::NAME, 'manage_options', '%%slug%%', function () {
        $notice = get_transient('%%slug%%_notice_' . get_current_user_id());
        delete_transient('%%slug%%_notice_' . get_current_user_id());
        $hidden = array('action' => '%%slug%%', '_wpnonce' => wp_create_nonce('%%slug%%'));
        echo '<div class="wrap">', %%Slug%%Page::html(new %%Slug%%Shop(), admin_url('admin-post.php'), $hidden, $notice ? $notice : null), '</div>';
    }, 'dashicons-admin-links');
});

/** The nonce and the right are those of WordPress: https://developer.wordpress.org/apis/security/nonces/ */
add_action('admin_post_%%slug%%', function () {
    if (!current_user_can('manage_options')) { wp_die('You may not do this.', '', array('response' => 403)); }
    check_admin_referer('%%slug%%');
    $what = isset($_POST['what']) && is_string($_POST['what']) ? wp_unslash($_POST['what']) : '';
    $scopes = isset($_POST['scopes']) ? wp_unslash($_POST['scopes']) : array();
    set_transient('%%slug%%_notice_' . get_current_user_id(), %%Slug%%Page::done(new %%Slug%%Shop(), $what, $scopes), 60);
    wp_safe_redirect(admin_url('admin.php?page=%%slug%%'));
    exit;
});
