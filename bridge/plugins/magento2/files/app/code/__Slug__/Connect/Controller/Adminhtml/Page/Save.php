<?php
namespace %%Slug%%\Connect\Controller\Adminhtml\Page;

use %%Slug%%\Connect\Model\Connector;
use Magento\Backend\App\Action;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpPostActionInterface;

/** What the forms of the page ask for. Magento checks the form key of every POST, and the resource, before it. */
class Save extends Action implements HttpPostActionInterface
{
    const ADMIN_RESOURCE = '%%Slug%%_Connect::page';

    private $connector;

    public function __construct(Context $context, Connector $connector)
    {
        $this->connector = $connector;
        parent::__construct($context);
    }

    public function execute()
    {
        $what = (string) $this->getRequest()->getPost('what');
        $scopes = $this->getRequest()->getPost('scopes', []);
        try {
            $failed = $this->done($what, is_array($scopes) ? $scopes : []);
        } catch (\Magento\Framework\Exception\LocalizedException $error) {
            $failed = $error->getMessage();
        }
        if ($failed !== '') { $this->messageManager->addErrorMessage($failed); } else { $this->messageManager->addSuccessMessage('Done.'); }
        return $this->resultRedirectFactory->create()->setPath('*/*/index');
    }

    private function done(string $what, array $scopes): string
    {
        if ($what === 'scopes') { return $this->connector->allow($scopes); }
        return $what === 'connect' ? $this->connector->connect() : ($what === 'disconnect' ? $this->connector->disconnect() : 'Nothing was asked.');
    }
}
