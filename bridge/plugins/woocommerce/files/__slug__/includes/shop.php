<?php
if (!defined('ABSPATH')) { exit; }

/** The shop as WordPress knows it. */
class %%Slug%%Shop extends %%Slug%%Connector
{
    const OPTION = '%%slug%%_state';

    protected function load() { return get_option(self::OPTION, ''); }

    protected function save($text)
    {
        // Not autoloaded: a key should not be read with every page.
        $text === null ? delete_option(self::OPTION) : update_option(self::OPTION, $text, false);
    }

    public function storeUrl() { return untrailingslashit(home_url()); }

    public function storeRoot() { return untrailingslashit(ABSPATH); }

    public function bridgeUrl() { return rest_url('%%slug%%/v1/bridge'); }

    protected function stateFolder()
    {
        $uploads = wp_upload_dir(null, false);
        return $uploads['basedir'] . '/%%slug%%-' . substr(hash_hmac('sha256', 'state', $this->state('store_key')), 0, 24);
    }

    protected function bridgeFile() { return __DIR__ . '/bridge.php'; }

    /** WordPress has its own way to post, with the proxies and certificates that the site's owner has set. */
    protected function post($url, $headers, $body)
    {
        $sent = array();
        foreach ($headers as $line) {
            list($name, $value) = explode(': ', $line, 2);
            $sent[$name] = $value;
        }
        $answer = wp_remote_post($url, array('headers' => $sent, 'body' => $body, 'timeout' => 60, 'redirection' => 0));
        return is_wp_error($answer) ? array(0, '') : array((int) wp_remote_retrieve_response_code($answer), (string) wp_remote_retrieve_body($answer));
    }
}
