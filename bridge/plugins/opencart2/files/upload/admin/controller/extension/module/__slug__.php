<?php
require_once DIR_SYSTEM . 'library/%%slug%%/shop.php';

/** The plugin's page. OpenCart checks the token of the session, and who may see the page, before it calls it. */
class ControllerExtensionModule%%Slug%% extends Controller
{
    const ROUTE = 'extension/module/%%slug%%';

    public function index()
    {
        $shop = new %%Slug%%Shop($this->registry);
        if ($this->request->server['REQUEST_METHOD'] === 'POST') {
            $what = isset($this->request->post['what']) ? (string) $this->request->post['what'] : '';
            $scopes = isset($this->request->post['scopes']) ? $this->request->post['scopes'] : array();
            $allowed = $this->user->hasPermission('modify', self::ROUTE);
            $this->session->data['%%slug%%_notice'] = $allowed ? %%Slug%%Page::done($shop, $what, $scopes) : array('You may not change this.', false);
            $this->response->redirect($this->address());
            return;
        }
        $notice = isset($this->session->data['%%slug%%_notice']) ? $this->session->data['%%slug%%_notice'] : null;
        unset($this->session->data['%%slug%%_notice']);
        $this->document->setTitle(%%Slug%%Connector::shown(%%Slug%%Connector::NAME));
        $html = %%Slug%%Page::html($shop, html_entity_decode($this->address(), ENT_QUOTES, 'UTF-8'), array(), $notice);
        $this->response->setOutput($this->load->controller('common/header') . $this->load->controller('common/column_left')
            . '<div id="content"><div class="container-fluid">' . $html . '</div></div>' . $this->load->controller('common/footer'));
    }

    public function install() {}

    public function uninstall() { (new %%Slug%%Shop($this->registry))->uninstall(); }

    /** OpenCart 3 calls the token of the session user_token, 2 token. */
    private function address()
    {
        $name = isset($this->session->data['user_token']) ? 'user_token' : 'token';
        return $this->url->link(self::ROUTE, $name . '=' . $this->session->data[$name], true);
    }
}
