<?php
namespace %%Slug%%\Connect\Setup;

use %%Slug%%\Connect\Model\Connector;
use Magento\Framework\Setup\ModuleContextInterface;
use Magento\Framework\Setup\SchemaSetupInterface;
use Magento\Framework\Setup\UninstallInterface;

/** bin/magento module:uninstall runs this; the integration is all that the plugin has made. */
class Uninstall implements UninstallInterface
{
    private $connector;

    public function __construct(Connector $connector) { $this->connector = $connector; }

    public function uninstall(SchemaSetupInterface $setup, ModuleContextInterface $context) { $this->connector->disconnect(); }
}
