<?php
namespace %%Slug%%\Connect\Model\LiveShipping;

use Magento\Catalog\Model\Product;
use Magento\Catalog\Model\ResourceModel\Product as ProductResource;
use Magento\Eav\Model\Config;

/** How big a product is, where the shop has attributes for that: those that Adobe Commerce brings, or those that everybody makes. */
class Sizes
{
    const ATTRIBUTES = [
        ['height' => 'ts_dimensions_height', 'width' => 'ts_dimensions_width', 'length' => 'ts_dimensions_length'],
        ['height' => 'height', 'width' => 'width', 'length' => 'length'],
    ];

    private $products;
    private $eav;
    private $codes;

    public function __construct(ProductResource $products, Config $eav)
    {
        $this->products = $products;
        $this->eav = $eav;
    }

    /** Height, width and length; nothing where none of them is known. */
    public function of(int $product, $store): array
    {
        $size = [];
        foreach ($this->codes() as $name => $code) {
            $value = $this->products->getAttributeRawValue($product, $code, $store);
            $size[$name] = is_numeric($value) ? (float) $value : 0.0;
        }
        return array_filter($size) ? $size : [];
    }

    private function codes(): array
    {
        if ($this->codes === null) {
            $this->codes = [];
            foreach (self::ATTRIBUTES as $codes) {
                if (array_filter($codes, [$this, 'known']) === $codes) {
                    $this->codes = $codes;
                    break;
                }
            }
        }
        return $this->codes;
    }

    private function known(string $code): bool
    {
        $attribute = $this->eav->getAttribute(Product::ENTITY, $code);
        return $attribute && $attribute->getId();
    }
}
