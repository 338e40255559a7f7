<?php declare(strict_types=1);

namespace %%Slug%%Connect;

use Shopware\Core\Framework\Context;
use Shopware\Core\System\SystemConfig\Event\SystemConfigChangedEvent;
use Shopware\Core\System\SystemConfig\SystemConfigService;
use Symfony\Component\EventDispatcher\EventSubscriberInterface;

/**
 * The plugin's page is Shopware's own page of settings: saving it with the switch on connects, with the switch off ends
 * it. Shopware checks who may save settings. Its answer stands in the field "message".
 */
class Settings implements EventSubscriberInterface
{
    private $connector;
    private $config;
    private $busy = false;

    public function __construct(Connector $connector, SystemConfigService $config)
    {
        $this->connector = $connector;
        $this->config = $config;
    }

    public static function getSubscribedEvents(): array { return [SystemConfigChangedEvent::class => 'changed']; }

    public function changed(SystemConfigChangedEvent $event): void
    {
        if ($this->busy || $event->getSalesChannelId() !== null || strpos($event->getKey(), Connector::DOMAIN) !== 0) { return; }
        $name = substr($event->getKey(), strlen(Connector::DOMAIN));
        $this->busy = true;
        try {
            if ($name === 'connected') { $this->switched((bool) $event->getValue()); }
            if (isset(Connector::TABLES[$name])) { $this->connector->allow(Context::createDefaultContext(), [$name => $event->getValue()]); }
        } finally { $this->busy = false; }
    }

    private function switched(bool $on): void
    {
        if ($on === $this->connector->connected()) { return; }
        $context = Context::createDefaultContext();
        $failed = $on ? $this->connector->connect($context) : $this->connector->disconnect($context);
        $this->config->set(Connector::DOMAIN . 'message', $failed !== '' ? $failed : ($on ? 'The shop is connected.' : 'The shop is disconnected; its key is gone.'));
        if ($on && $failed !== '') { $this->config->set(Connector::DOMAIN . 'connected', false); }
    }
}
