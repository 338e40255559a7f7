<?php declare(strict_types=1);

namespace %%Slug%%Connect;

use Shopware\Core\Framework\Plugin;
use Shopware\Core\Framework\Plugin\Context\UninstallContext;

/** The plugin: https://developer.shopware.com/docs/guides/plugins/plugins/plugin-base-guide.html */
class %%Slug%%Connect extends Plugin
{
    /** What the plugin has made goes with it, also where its settings are to be kept: a key that nobody uses is a risk. */
    public function uninstall(UninstallContext $uninstallContext): void
    {
        parent::uninstall($uninstallContext);
        if ($this->container) { Connector::of($this->container)->uninstall($uninstallContext->getContext(), !$uninstallContext->keepUserData()); }
    }
}
