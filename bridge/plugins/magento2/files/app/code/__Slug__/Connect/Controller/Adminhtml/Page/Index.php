<?php
namespace %%Slug%%\Connect\Controller\Adminhtml\Page;

use %%Slug%%\Connect\Model\Callback;
use Magento\Backend\App\Action;
use Magento\Framework\App\Action\HttpGetActionInterface;
use Magento\Framework\Controller\ResultFactory;

/** The page; who may see it is told by the resource. */
class Index extends Action implements HttpGetActionInterface
{
    const ADMIN_RESOURCE = '%%Slug%%_Connect::page';

    public function execute()
    {
        $page = $this->resultFactory->create(ResultFactory::TYPE_PAGE);
        $page->setActiveMenu('%%Slug%%_Connect::page');
        $page->getConfig()->getTitle()->prepend(Callback::NAME);
        return $page;
    }
}
