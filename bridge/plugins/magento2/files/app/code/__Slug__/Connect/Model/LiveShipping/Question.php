<?php
namespace %%Slug%%\Connect\Model\LiveShipping;

use Magento\Directory\Model\CountryFactory;
use Magento\Directory\Model\RegionFactory;
use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Quote\Model\Quote\Address\RateRequest;
use Magento\Quote\Model\Quote\Item\AbstractItem;
use Magento\Store\Model\ScopeInterface;

/** What services are asked: a package from the shop's place of origin to the buyer, in the base currency of the website. */
class Question
{
    private $config;
    private $countries;
    private $regions;
    private $sizes;

    public function __construct(ScopeConfigInterface $config, CountryFactory $countries, RegionFactory $regions, Sizes $sizes)
    {
        $this->config = $config;
        $this->countries = $countries;
        $this->regions = $regions;
        $this->sizes = $sizes;
    }

    /** The package of a request for rates; its items are none where nothing has to be sent. */
    public function package(RateRequest $request): array
    {
        $store = $request->getStoreId();
        $items = $this->shipped($request->getAllItems() ?: []);
        $unit = (string) $this->setting('general/locale/weight_unit', $store);
        $told = [];
        foreach ($items as $item) { $told[] = $this->item($item, $unit, $store); }
        return ['id' => '1', 'currency_code' => (string) $request->getBaseCurrency()->getCode(), 'origin' => $this->origin($store),
            'destination' => $this->destination($request, $items ? $items[0]->getAddress() : null), 'items' => $told];
    }

    /** As Magento's own carriers choose (AbstractCarrierOnline::getAllItems): no virtual ones, and parts only where they are sent separately. */
    private function shipped(array $items): array
    {
        $found = [];
        foreach ($items as $item) {
            if ($item->getParentItem() || $item->getProduct()->isVirtual()) { continue; }
            if (!$item->getHasChildren() || !$item->isShipSeparately()) {
                $found[] = $item;
                continue;
            }
            foreach ($item->getChildren() as $child) {
                if (!$child->getProduct()->isVirtual()) { $found[] = $child; }
            }
        }
        return $found;
    }

    private function item(AbstractItem $item, string $unit, $store): array
    {
        $product = $item->getProduct();
        $children = $item->getChildren();
        $variant = $product->getTypeId() === 'configurable' && $children ? reset($children)->getProduct() : null;
        $discount = $this->discount($item);
        list($total, $tax) = [round($item->getBaseRowTotal() - $discount, 4), (float) $item->getBaseTaxAmount()];
        // A kit of parts has their taxes, and no rate of its own.
        $percent = (float) $item->getTaxPercent() ?: ($total > 0 ? round($tax / $total * 100, 4) : 0.0);
        $told = ['product_id' => (string) $product->getId(), 'model' => (string) $item->getSku(), 'name' => (string) $item->getName(),
            'price' => (float) $item->getBasePrice(), 'quantity' => (float) $item->getTotalQty(), 'discount_amount' => $discount > 0 ? $discount : null,
            'total_price' => $total, 'tax_percent' => $percent, 'tax_value' => $tax,
            'variant_id' => $variant ? (string) $variant->getId() : null, 'weight_unit' => $unit, 'weight' => (float) $item->getWeight()];
        $size = $this->sizes->of((int) ($variant ? $variant : $product)->getId(), $store);
        // Magento has no unit of sizes; its carriers take inches where weights are pounds.
        return $size ? $told + ['additional_fields' => ['dimensions_unit' => $unit === 'kgs' ? 'cm' : 'in'] + $size] : $told;
    }

    /** Of a kit whose price is that of its parts, the discounts are kept with the parts. */
    private function discount(AbstractItem $item): float
    {
        $discount = (float) $item->getBaseDiscountAmount();
        if ($item->getHasChildren() && $item->isChildrenCalculated()) {
            $discount = 0.0;
            foreach ($item->getChildren() as $child) { $discount += (float) $child->getBaseDiscountAmount(); }
        }
        return $discount;
    }

    private function origin($store): array
    {
        return ['postcode' => (string) $this->setting('shipping/origin/postcode', $store), 'city' => (string) $this->setting('shipping/origin/city', $store),
            'address1' => (string) $this->setting('shipping/origin/street_line1', $store), 'address2' => (string) $this->setting('shipping/origin/street_line2', $store),
            'company' => (string) $this->setting('general/store_information/name', $store), 'phone' => (string) $this->setting('general/store_information/phone', $store)]
            + $this->place((string) $this->setting('shipping/origin/country_id', $store), (string) $this->setting('shipping/origin/region_id', $store), '');
    }

    /** Names are those of the address that the items go to; while only costs are estimated it has none. */
    private function destination(RateRequest $request, $address): array
    {
        $lines = preg_split('/\R/', trim((string) $request->getDestStreet()));
        $told = ['postcode' => (string) $request->getDestPostcode(), 'city' => (string) $request->getDestCity(), 'address1' => array_shift($lines), 'address2' => implode(', ', $lines)];
        if ($address) {
            $told += ['first_name' => (string) $address->getFirstname(), 'last_name' => (string) $address->getLastname(), 'company' => (string) $address->getCompany(),
                'phone' => (string) $address->getTelephone()];
        }
        return $told + $this->place((string) $request->getDestCountryId(), (string) $request->getDestRegionId(), (string) $request->getDestRegionCode());
    }

    /** A region is an id of Magento's, or what a buyer has written where the country has no list of them. */
    private function place(string $country, string $region, string $code): array
    {
        $name = '';
        if (ctype_digit($region) && $region !== '0') {
            $known = $this->regions->create()->load((int) $region);
            list($code, $name) = [(string) $known->getCode(), (string) $known->getDefaultName()];
        } elseif ($code === '') {
            $code = $region;
        }
        $named = $country === '' ? '' : (string) $this->countries->create()->setId($country)->getName('en_US');
        return ['country' => ['code2' => $country, 'name' => $named], 'state' => ['code' => $code, 'name' => $name === '' ? $code : $name]];
    }

    private function setting(string $path, $store) { return $this->config->getValue($path, ScopeInterface::SCOPE_STORE, $store); }
}
