<?php
namespace %%Slug%%\Connect\Setup;

use %%Slug%%\Connect\Model\Connector;
use %%Slug%%\Connect\Model\LiveShipping\Services;
use Magento\Framework\Component\ComponentRegistrar;
use Magento\Framework\Component\ComponentRegistrarInterface;
use Magento\Framework\Module\ModuleListInterface;
use Magento\Framework\Setup\ModuleContextInterface;
use Magento\Framework\Setup\SchemaSetupInterface;
use Magento\Framework\Setup\UninstallInterface;

/** bin/magento module:uninstall runs this; the integration and the table of services are all that the plugin has made. */
class Uninstall implements UninstallInterface
{
    private $connector;
    private $modules;
    private $paths;

    public function __construct(Connector $connector, ModuleListInterface $modules, ComponentRegistrarInterface $paths)
    {
        $this->connector = $connector;
        $this->modules = $modules;
        $this->paths = $paths;
    }

    public function uninstall(SchemaSetupInterface $setup, ModuleContextInterface $context)
    {
        $this->connector->disconnect();
        if (!$this->shared()) { $setup->getConnection()->dropTable($setup->getTable(Services::TABLE)); }
    }

    /** Whether the module of another company has its services in the same table. */
    private function shared(): bool
    {
        foreach (array_diff($this->modules->getNames(), ['%%Slug%%_Connect']) as $module) {
            $schema = $this->paths->getPath(ComponentRegistrar::MODULE, $module) . '/etc/db_schema.xml';
            if (is_file($schema) && strpos((string) file_get_contents($schema), '"' . Services::TABLE . '"') !== false) { return true; }
        }
        return false;
    }
}
