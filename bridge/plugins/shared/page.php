<?php
/** The page in the shop's administration: what the plugin is, whether it is connected, and what it may. */
class %%Slug%%Page
{
    /**
     * $url: where the form goes; $hidden: fields of the platform, such as its token; $notice: an array of words and
     * whether they are good news, or null.
     */
    public static function html($connector, $url, $hidden, $notice)
    {
        $shown = array('%%Slug%%Connector', 'shown');
        $names = array('product' => 'Products', 'category' => 'Categories', 'order' => 'Orders', 'customer' => 'Customers', 'basket' => 'Baskets',
            'marketing' => 'Marketing', 'settings' => 'Settings of the shop');
        $levels = array('read/write' => 'read and write', 'read' => 'read', 'off' => 'off');
        $fields = '';
        foreach ($hidden as $name => $value) { $fields .= '<input type="hidden" name="' . $shown($name) . '" value="' . $shown($value) . '" />'; }
        $form = '<form method="post" action="' . $shown($url) . '" style="margin:1em 0">' . $fields;
        $text = '<div class="%%slug%%-page" style="max-width:50em;background:#fff;padding:1.5em;border:1px solid #ccc">';
        $logo = $connector->logoData();
        if ($logo !== '') { $text .= '<img src="' . $shown($logo) . '" alt="" style="max-width:200px;max-height:80px" />'; }
        $text .= '<h2>' . $shown(%%Slug%%Connector::NAME) . '</h2><p>' . $shown(%%Slug%%Connector::DESCRIPTION) . '</p>'
            . '<p>By ' . $shown(%%Slug%%Connector::COMPANY) . ', version ' . $shown(%%Slug%%Connector::VERSION) . '</p>';
        if ($notice) {
            $text .= '<p role="status" style="padding:.7em;border-left:4px solid ' . ($notice[1] ? '#2a2' : '#c22') . ';background:#f6f6f6">' . $shown($notice[0]) . '</p>';
        }
        $lacks = $connector->lacks();
        if ($lacks !== '') { $text .= '<p role="alert"><strong>' . $shown($lacks) . '</strong></p>'; }
        $on = $connector->connected();
        $text .= '<p>State: <strong>' . ($on ? 'connected' : 'not connected') . '</strong></p>' . $form . '<input type="hidden" name="what" value="'
            . ($on ? 'disconnect' : 'connect') . '" /><button type="submit" class="button button-primary btn btn-primary">' . ($on ? 'Disconnect' : 'Connect') . '</button></form>';
        if ($on) {
            $text .= '<details><summary>Show the store key</summary><p>Store key: <code>' . $shown($connector->state('store_key')) . '</code></p><p>Address of the bridge: <code>'
                . $shown($connector->bridgeUrl()) . '</code></p></details>';
        }
        $text .= '<h3>What ' . $shown(%%Slug%%Connector::COMPANY) . ' may do</h3>' . $form . '<input type="hidden" name="what" value="scopes" /><table><tbody>';
        $scopes = $connector->state('scopes');
        foreach (%%Slug%%Connector::$entities as $entity => $built) {
            $text .= '<tr><td style="padding:.2em 1em .2em 0"><label for="scope-' . $entity . '">' . $names[$entity] . '</label></td><td><select id="scope-' . $entity
                . '" name="scopes[' . $entity . ']">';
            foreach ($levels as $level => $words) {
                $text .= '<option value="' . $level . '"' . ($scopes[$entity] === $level ? ' selected="selected"' : '') . '>' . $words . '</option>';
            }
            $text .= '</select></td></tr>';
        }
        return $text . '</tbody></table><p><button type="submit" class="button btn btn-default">Save</button></p></form></div>';
    }

    /** Do what the form asks; answers words and whether they are good news. Rights and token were checked before. */
    public static function done($connector, $what, $scopes)
    {
        if ($what === 'scopes') {
            $connector->allow($scopes);
            return array('What was chosen holds from now on.', true);
        }
        $failed = $what === 'connect' ? $connector->connect() : ($what === 'disconnect' ? $connector->disconnect() : 'Nothing was asked.');
        if ($failed !== '') { return array(($what === 'disconnect' ? 'Disconnected, but: ' : '') . $failed, false); }
        return array($what === 'connect' ? 'The shop is connected.' : 'The shop is disconnected; its keys are gone.', true);
    }
}
