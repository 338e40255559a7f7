<?php
namespace %%Slug%%\Connect\Model;

use Magento\Framework\UrlInterface;
use Magento\Integration\Api\IntegrationServiceInterface;
use Magento\Integration\Api\OauthServiceInterface;
use Magento\Integration\Model\Integration;
use Magento\Store\Model\StoreManagerInterface;

/**
 * Makes an integration of this shop (System, Integrations) with the permissions that are switched on, and tells its four
 * keys to the callback. Magento keeps them; the plugin itself keeps nothing.
 *
 * https://developer.adobe.com/commerce/webapi/get-started/create-integration/
 */
class Connector
{
    const NAME = 'plugin %%slug%%';

    /** Entities and the resources of Magento that their parts of the API ask for; the first tells whether one is switched on. */
    const RESOURCES = [
        'product' => ['Magento_Catalog::products', 'Magento_Catalog::catalog', 'Magento_Catalog::catalog_inventory', 'Magento_Catalog::sets',
            'Magento_Catalog::attributes_attributes', 'Magento_CatalogInventory::cataloginventory', 'Magento_Downloadable::downloadable',
            'Magento_InventoryApi::inventory', 'Magento_InventoryApi::source', 'Magento_InventoryApi::stock', 'Magento_InventoryApi::stock_source_link',
            'Magento_InventoryApi::stock_source_item_assign', 'Magento_InventorySalesApi::stock',
            'Magento_InventorySourceSelectionApi::source_selection_algorithm'],
        'category' => ['Magento_Catalog::categories', 'Magento_Catalog::catalog'],
        'order' => ['Magento_Sales::actions_view', 'Magento_Sales::sales', 'Magento_Sales::sales_operation', 'Magento_Sales::sales_order', 'Magento_Sales::actions',
            'Magento_Sales::actions_edit', 'Magento_Sales::create', 'Magento_Sales::cancel', 'Magento_Sales::comment', 'Magento_Sales::creditmemo',
            'Magento_Sales::emails', 'Magento_Sales::hold', 'Magento_Sales::unhold', 'Magento_Sales::invoice', 'Magento_Sales::ship', 'Magento_Sales::shipment',
            'Magento_Sales::sales_invoice', 'Magento_Sales::sales_creditmemo', 'Magento_Sales::transactions', 'Magento_Sales::transactions_fetch'],
        'customer' => ['Magento_Customer::manage', 'Magento_Customer::customer', 'Magento_Customer::delete', 'Magento_Customer::group'],
        'basket' => ['Magento_Cart::manage', 'Magento_Cart::cart', 'Magento_Shipping::carriers'],
        'marketing' => ['Magento_SalesRule::quote'],
        'settings' => ['Magento_Backend::store', 'Magento_Tax::manage_tax'],
    ];

    private $integrations;
    private $oauth;
    private $stores;
    private $callback;

    public function __construct(IntegrationServiceInterface $integrations, OauthServiceInterface $oauth, StoreManagerInterface $stores, Callback $callback)
    {
        $this->integrations = $integrations;
        $this->oauth = $oauth;
        $this->stores = $stores;
        $this->callback = $callback;
    }

    public function connected(): bool { return (bool) $this->integrations->findByName(self::NAME)->getId(); }

    /** Entities, and whether they are switched on; as built all are. */
    public function scopes(): array
    {
        $found = $this->integrations->findByName(self::NAME);
        $granted = $found->getId() ? $this->integrations->getSelectedResources($found->getId()) : null;
        $scopes = [];
        foreach (self::RESOURCES as $entity => $resources) { $scopes[$entity] = $granted === null || in_array($resources[0], $granted, true); }
        return $scopes;
    }

    /** Answers '' or what went wrong in one sentence; then no integration is left behind. */
    public function connect(): string
    {
        if ($this->connected()) { return ''; }
        $made = $this->integrations->create(['name' => self::NAME, 'status' => Integration::STATUS_ACTIVE, 'setup_type' => Integration::TYPE_MANUAL,
            'all_resources' => 0, 'resource' => self::resources(array_keys(self::RESOURCES))]);
        $this->oauth->createAccessToken($made->getConsumerId(), true);
        $failed = $this->callback->tell('connect', $this->keys($made->getConsumerId()));
        if ($failed !== '') { $this->remove($made->getId()); }
        return $failed;
    }

    /** The integration goes even where the callback could not be told. */
    public function disconnect(): string
    {
        $found = $this->integrations->findByName(self::NAME);
        if (!$found->getId()) { return ''; }
        $failed = $this->callback->tell('disconnect', $this->keys($found->getConsumerId()));
        $this->remove($found->getId());
        return $failed === '' ? '' : 'Disconnected, but: ' . $failed;
    }

    /** Take over the switches of the form; they are the permissions of the integration, so there has to be one. */
    public function allow(array $switched): string
    {
        $found = $this->integrations->findByName(self::NAME);
        if (!$found->getId()) { return 'Connect the shop first; then choose what may be used.'; }
        $wanted = array_keys(array_intersect_key(self::RESOURCES, array_filter($switched)));
        $this->integrations->update(['integration_id' => $found->getId(), 'name' => self::NAME, 'all_resources' => 0, 'resource' => self::resources($wanted)]);
        return '';
    }

    /** The store key says in later callbacks which store is meant; it follows from what Magento keeps anyway. */
    private function keys($consumerId): array
    {
        $consumer = $this->oauth->loadConsumer($consumerId);
        $token = $this->oauth->getAccessToken($consumerId);
        $key = substr(hash_hmac('sha256', 'store key', (string) $token->getSecret()), 0, 32);
        return ['store_key' => $key, 'store_url' => rtrim($this->stores->getDefaultStoreView()->getBaseUrl(UrlInterface::URL_TYPE_WEB), '/'),
            'magento_consumer_key' => $consumer->getKey(), 'magento_consumer_secret' => $consumer->getSecret(),
            'magento_access_token' => $token->getToken(), 'magento_token_secret' => $token->getSecret()];
    }

    /** As Magento's own page does it: the integration, then its consumer, and with it the keys. */
    private function remove($id)
    {
        $gone = $this->integrations->delete($id);
        if (isset($gone['consumer_id'])) { $this->oauth->deleteConsumer($gone['consumer_id']); }
    }

    private static function resources(array $entities): array
    {
        $found = [];
        foreach ($entities as $entity) { $found = array_merge($found, self::RESOURCES[$entity]); }
        return array_values(array_unique($found));
    }
}
