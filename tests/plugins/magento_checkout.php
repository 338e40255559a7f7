<?php
// The little of Magento that the carrier of the plugin needs: what it offers of services that are asked over real HTTP, as JSON.
// php magento_checkout.php FOLDER ADDRESSES
namespace Psr\Log { interface LoggerInterface {} }
namespace Magento\Framework { class DataObject
{
    public $data = array();
    public function __construct($data = array()) { $this->data = $data; }
    public function __call($name, $given)
    {
        $field = strtolower(preg_replace('/(?<=[a-z])(?=[A-Z])/', '_', substr($name, 3)));
        if (substr($name, 0, 3) === 'set') {
            $this->data[$field] = $given[0];
            return $this;
        }
        return isset($this->data[$field]) ? $this->data[$field] : null;
    }
} }
namespace Magento\Framework\App\Config { interface ScopeConfigInterface { public function getValue($path, $scope = '', $code = null); } }
namespace Magento\Framework\App { class ResourceConnection
{
    public $rows, $updates = array();
    public function getConnection() { return $this; }
    public function getTableName($name) { return $name; }
    public function select() { return $this; }
    public function from($table) { return $this; }
    public function where($clause, $value = null) { return $this; }
    public function order($field) { return $this; }
    public function fetchAll($select) { return $this->rows; }
    public function update($table, $values, $where) { $this->updates[] = array($values, array_values($where)); }
} }
namespace Magento\Framework\Encryption { interface EncryptorInterface {} }
namespace Magento\Framework\Exception { class InputException extends \Exception {} class NoSuchEntityException extends \Exception {} }
namespace Magento\Store\Model { interface StoreManagerInterface {} interface ScopeInterface { const SCOPE_STORE = 'store'; } }
namespace Magento\Directory\Model {
    class Named extends \Magento\Framework\DataObject { public function load($id) { return $this; } public function getName($locale) { return $this->data['id'] === 'DE' ? 'Germany' : 'United States'; } }
    class CountryFactory { public function create() { return new Named(); } }
    class RegionFactory { public function create() { return new Named(array('code' => 'CA', 'default_name' => 'California')); } }
}
namespace Magento\Quote\Model\Quote\Item { class AbstractItem extends \Magento\Framework\DataObject
{
    public function getTotalQty() { return $this->data['qty']; }
    public function isShipSeparately() { return !empty($this->data['apart']); }
    public function isChildrenCalculated() { return !empty($this->data['apart']); }
    public function getChildren() { return isset($this->data['children']) ? $this->data['children'] : array(); }
    public function getHasChildren() { return (bool) $this->getChildren(); }
} }
namespace Magento\Quote\Model\Quote\Address { class RateRequest extends \Magento\Framework\DataObject {} }
namespace Magento\Quote\Model\Quote\Address\RateResult {
    class ErrorFactory {}
    class MethodFactory { public function create() { return new \Magento\Framework\DataObject(); } }
}
namespace Magento\Shipping\Model\Rate {
    class Result { public $all = array(); public function append($method) { $this->all[] = $method->data; } }
    class ResultFactory { public function create() { return new Result(); } }
}
namespace Magento\Shipping\Model\Carrier {
    interface CarrierInterface {}
    class AbstractCarrier
    {
        protected $_code, $_logger;
        public function __construct($config, $errors, $logger, $data = array()) { $this->_logger = $logger; }
        public function getConfigFlag($name) { return true; }
    }
}
namespace Magento\Eav\Model { class Config { public function getAttribute($type, $code) { return strpos($code, 'ts_') === 0 ? false : new \Magento\Framework\DataObject(array('id' => 9)); } } }
namespace Magento\Catalog\Model { class Product extends \Magento\Framework\DataObject { const ENTITY = 'catalog_product'; public function isVirtual() { return !empty($this->data['virtual']); } } }
namespace Magento\Catalog\Model\ResourceModel { class Product
{
    public function getAttributeRawValue($id, $code, $store) { return $id === 15 && $code !== 'width' ? array('height' => '1.5', 'length' => '12')[$code] : false; }
} }
namespace {
    use Magento\Catalog\Model\Product;
    use Magento\Framework\DataObject;
    use Magento\Quote\Model\Quote\Item\AbstractItem;

    list(, $folder, $addresses) = $argv;
    foreach (array('Api/ServicesInterface', 'Api/Service', 'Model/LiveShipping/Services', 'Model/LiveShipping/Sizes', 'Model/LiveShipping/Question', 'Model/LiveShipping/Asking',
        'Model/LiveShipping/Carrier') as $name) { require $folder . '/' . $name . '.php'; }

    class Config implements \Magento\Framework\App\Config\ScopeConfigInterface
    {
        public function getValue($path, $scope = '', $code = null)
        {
            $known = array('general/locale/weight_unit' => 'lbs', 'shipping/origin/country_id' => 'US', 'shipping/origin/region_id' => '12', 'shipping/origin/city' => 'San Francisco');
            return isset($known[$path]) ? $known[$path] : null;
        }
    }
    class Logger implements \Psr\Log\LoggerInterface { public $said = array(); public function warning($words) { $this->said[] = $words; } }
    class Encryptor implements \Magento\Framework\Encryption\EncryptorInterface { public function decrypt($text) { return strrev($text); } }
    class Stores implements \Magento\Store\Model\StoreManagerInterface { public function getStore($id) { return new DataObject(array('store_group_id' => 1)); } }
    class Currency { public function getCode() { return 'USD'; } public function getRate($to) { return $to === 'EUR' ? 0.5 : false; } }

    $table = new \Magento\Framework\App\ResourceConnection();
    foreach (explode(',', $addresses) as $place => $url) {
        $table->rows[] = array('service_id' => 12 + $place, 'name' => 'Express', 'url' => $url, 'enabled' => 1, 'store_group_id' => null, 'secret' => strrev(str_repeat('s3cr3t', 9)));
    }
    $logger = new Logger();
    $services = new \Acmeconnect\Connect\Model\LiveShipping\Services($table, new Encryptor(), new Stores());
    $question = new \Acmeconnect\Connect\Model\LiveShipping\Question(new Config(), new \Magento\Directory\Model\CountryFactory(), new \Magento\Directory\Model\RegionFactory(),
        new \Acmeconnect\Connect\Model\LiveShipping\Sizes(new \Magento\Catalog\Model\ResourceModel\Product(), new \Magento\Eav\Model\Config()));
    $carrier = new \Acmeconnect\Connect\Model\LiveShipping\Carrier(new Config(), new \Magento\Quote\Model\Quote\Address\RateResult\ErrorFactory(), $logger,
        new \Magento\Shipping\Model\Rate\ResultFactory(), new \Magento\Quote\Model\Quote\Address\RateResult\MethodFactory(), new Stores(), $services, $question,
        new \Acmeconnect\Connect\Model\LiveShipping\Asking($services, $logger));
    $buyer = new DataObject(array('firstname' => 'Zoë', 'lastname' => 'Buyer'));
    $line = array('address' => $buyer, 'sku' => 'MUG/1', 'name' => 'Müg "big"', 'qty' => 2, 'base_price' => '21.5000', 'base_row_total' => 43, 'base_discount_amount' => 3,
        'tax_percent' => 8.875, 'base_tax_amount' => 3.82, 'weight' => '1.2');
    $mug = new AbstractItem($line + array('product' => new Product(array('id' => '15', 'type_id' => 'simple'))));
    $virtual = new AbstractItem($line + array('product' => new Product(array('id' => '16', 'virtual' => true))));
    $variant = new AbstractItem(array('product' => new Product(array('id' => '18', 'type_id' => 'simple')), 'parent_item' => true));
    $shirt = new AbstractItem(array('sku' => 'shirt-s', 'children' => array($variant), 'product' => new Product(array('id' => '17', 'type_id' => 'configurable'))) + $line);
    $part = new AbstractItem(array('sku' => 'part', 'parent_item' => true) + $line + array('product' => new Product(array('id' => '20', 'type_id' => 'simple'))));
    $kit = new AbstractItem(array('sku' => 'kit', 'apart' => true, 'children' => array($part), 'product' => new Product(array('id' => '19', 'type_id' => 'bundle'))) + $line);
    $request = new \Magento\Quote\Model\Quote\Address\RateRequest(array('all_items' => array($mug, $virtual, $shirt, $variant, $kit, $part), 'base_currency' => new Currency(),
        'dest_country_id' => 'DE', 'dest_city' => 'München/Süd', 'dest_street' => "5 Weg\nHof", 'dest_postcode' => '80331', 'dest_region_code' => 'Bayern'));
    $result = $carrier->collectRates($request);
    echo json_encode(array('rates' => $result->all, 'updates' => $table->updates, 'logged' => $logger->said));
}
