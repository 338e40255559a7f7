<?php declare(strict_types=1);

namespace %%Slug%%Connect;

use Psr\Container\ContainerInterface;
use Shopware\Core\DevOps\Environment\EnvironmentHelper;
use Shopware\Core\Framework\Api\Util\AccessKeyHelper;
use Shopware\Core\Framework\Context;
use Shopware\Core\Framework\Uuid\Uuid;
use Shopware\Core\System\SystemConfig\SystemConfigService;

/**
 * Makes an integration of this shop (Settings, System, Integrations) with a role of its own, and tells its access key to
 * the callback. Shopware shows and keeps the secret's hash only, so it is told once and kept nowhere.
 */
class Connector
{
    const DOMAIN = '%%Slug%%Connect.config.';
    const INTERNAL = '%%Slug%%Connect.internal.';

    /** Entities and the tables of the Admin API that they are made of. */
    const TABLES = [
        'product' => ['product', 'product_price', 'product_media', 'product_category', 'product_option', 'product_property', 'product_visibility', 'product_manufacturer',
            'product_configurator_setting', 'product_review', 'property_group', 'property_group_option', 'media', 'media_folder', 'tag', 'unit', 'delivery_time'],
        'category' => ['category', 'product_category', 'cms_page', 'media'],
        'order' => ['order', 'order_address', 'order_customer', 'order_delivery', 'order_delivery_position', 'order_line_item', 'order_transaction', 'document',
            'state_machine', 'state_machine_state', 'state_machine_transition', 'state_machine_history', 'payment_method', 'shipping_method'],
        'customer' => ['customer', 'customer_address', 'customer_group', 'newsletter_recipient', 'salutation'],
        'marketing' => ['promotion', 'promotion_discount', 'promotion_individual_code', 'rule', 'rule_condition'],
        'settings' => ['sales_channel', 'sales_channel_domain', 'currency', 'language', 'locale', 'country', 'country_state', 'tax', 'tax_rule', 'system_config', 'number_range'],
    ];
    const LEVELS = ['read-write' => ['read', 'create', 'update', 'delete'], 'read' => ['read'], 'off' => []];

    private $integrations;
    private $roles;
    private $config;
    private $callback;

    public function __construct($integrations, $roles, SystemConfigService $config, Callback $callback)
    {
        $this->integrations = $integrations;
        $this->roles = $roles;
        $this->config = $config;
        $this->callback = $callback;
    }

    /** While the plugin is being uninstalled its own services are gone already. */
    public static function of(ContainerInterface $container): self
    {
        return new self($container->get('integration.repository'), $container->get('acl_role.repository'), $container->get(SystemConfigService::class), new Callback());
    }

    public function connected(): bool { return (string) $this->config->get(self::INTERNAL . 'integration') !== ''; }

    /** Answers '' or what went wrong in one sentence; then nothing is left behind. */
    public function connect(Context $context): string
    {
        if ($this->connected()) { return ''; }
        list($id, $role, $key) = [Uuid::randomHex(), Uuid::randomHex(), bin2hex(random_bytes(16))];
        list($access, $secret) = [AccessKeyHelper::generateAccessKey('integration'), AccessKeyHelper::generateSecretAccessKey()];
        $this->integrations->create([['id' => $id, 'label' => Callback::NAME, 'accessKey' => $access, 'secretAccessKey' => $secret, 'admin' => false,
            'aclRoles' => [['id' => $role, 'name' => Callback::NAME, 'privileges' => $this->privileges([])]]]], $context);
        $this->keep(['integration' => $id, 'role' => $role, 'storeKey' => $key]);
        $failed = $this->callback->tell('connect', $this->members($key) + ['shopware_api_key' => $access, 'shopware_api_secret' => $secret]);
        if ($failed !== '') { $this->remove($context); }
        return $failed;
    }

    /** The integration goes even where the callback could not be told. */
    public function disconnect(Context $context): string
    {
        if (!$this->connected()) { return ''; }
        $failed = $this->callback->tell('disconnect', $this->members((string) $this->config->get(self::INTERNAL . 'storeKey')));
        $this->remove($context);
        return $failed === '' ? '' : 'Disconnected, but: ' . $failed;
    }

    /** Give the role the privileges that the settings tell; $changed are settings that are only just being saved. */
    public function allow(Context $context, array $changed): void
    {
        $role = (string) $this->config->get(self::INTERNAL . 'role');
        if ($role !== '') { $this->roles->update([['id' => $role, 'privileges' => $this->privileges($changed)]], $context); }
    }

    public function uninstall(Context $context, bool $settings): void
    {
        $this->disconnect($context);
        foreach ($settings ? array_merge(['connected', 'message'], array_keys(self::TABLES)) : [] as $name) { $this->config->delete(self::DOMAIN . $name); }
    }

    private function members(string $key): array
    {
        return ['store_url' => rtrim((string) EnvironmentHelper::getVariable('APP_URL', ''), '/'), 'store_key' => $key];
    }

    private function privileges(array $changed): array
    {
        $found = [];
        foreach (self::TABLES as $entity => $tables) {
            $level = $changed[$entity] ?? $this->config->get(self::DOMAIN . $entity) ?? ($entity === 'settings' ? 'read' : 'read-write');
            foreach (self::LEVELS[$level] ?? [] as $right) {
                foreach ($tables as $table) { $found[] = $table . ':' . $right; }
            }
        }
        return array_values(array_unique($found));
    }

    private function keep(array $values): void
    {
        foreach ($values as $name => $value) { $this->config->set(self::INTERNAL . $name, $value); }
    }

    private function remove(Context $context): void
    {
        $this->integrations->delete([['id' => (string) $this->config->get(self::INTERNAL . 'integration')]], $context);
        $this->roles->delete([['id' => (string) $this->config->get(self::INTERNAL . 'role')]], $context);
        foreach (['integration', 'role', 'storeKey'] as $name) { $this->config->delete(self::INTERNAL . $name); }
    }
}
