<?php
namespace Opencart\Admin\Controller\Extension\%%Slug%%\Module;

require_once DIR_EXTENSION . '%%slug%%/system/library/shop.php';

/** The plugin's page. OpenCart checks the token of the session, and who may see the page, before it calls it. */
class %%Slug%% extends \Opencart\System\Engine\Controller
{
    const ROUTE = 'extension/%%slug%%/module/%%slug%%';

    public function index(): void
    {
        $shop = new \%%Slug%%Shop($this->registry);
        if ($this->request->server['REQUEST_METHOD'] === 'POST') {
            $what = isset($this->request->post['what']) ? (string) $this->request->post['what'] : '';
            $scopes = isset($this->request->post['scopes']) ? $this->request->post['scopes'] : array();
            $allowed = $this->user->hasPermission('modify', self::ROUTE);
            $this->session->data['%%slug%%_notice'] = $allowed ? \%%Slug%%Page::done($shop, $what, $scopes) : array('You may not change this.', false);
            $this->response->redirect($this->address());
            return;
        }
        $notice = isset($this->session->data['%%slug%%_notice']) ? $this->session->data['%%slug%%_notice'] : null;
        unset($this->session->data['%%slug%%_notice']);
        $this->document->setTitle(\%%Slug%%Connector::shown(\%%Slug%%Connector::NAME));
        $html = \%%Slug%%Page::html($shop, $this->address(), array(), $notice);
        $this->response->setOutput($this->load->controller('common/header') . $this->load->controller('common/column_left')
            . '<div id="content"><div class="container-fluid">' . $html . '</div></div>' . $this->load->controller('common/footer'));
    }

    public function install(): void {}

    public function uninstall(): void { (new \%%Slug%%Shop($this->registry))->uninstall(); }

    private function address(): string
    {
        return html_entity_decode($this->url->link(self::ROUTE, 'user_token=' . $this->session->data['user_token'], true), ENT_QUOTES, 'UTF-8');
    }
}
