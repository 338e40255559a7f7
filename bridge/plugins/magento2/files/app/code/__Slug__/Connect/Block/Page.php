<?php
namespace %%Slug%%\Connect\Block;

use %%Slug%%\Connect\Model\Connector;
use Magento\Backend\Block\Template;
use Magento\Backend\Block\Template\Context;
use Magento\Framework\Escaper;

/** What the page shows. */
class Page extends Template
{
    private $connector;
    private $guard;

    public function __construct(Context $context, Connector $connector, Escaper $guard, array $data = [])
    {
        $this->connector = $connector;
        $this->guard = $guard;
        parent::__construct($context, $data);
    }

    public function connector(): Connector { return $this->connector; }

    public function getEscaper(): Escaper { return $this->guard; }

    public function logo(): string
    {
        return '%%logo|php%%' === '' ? '' : $this->getViewFileUrl('%%Slug%%_Connect::%%logo|php%%');
    }
}
