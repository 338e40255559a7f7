<?php
namespace %%Slug%%\Connect\Model\LiveShipping;

use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Quote\Model\Quote\Address\RateRequest;
use Magento\Quote\Model\Quote\Address\RateResult\ErrorFactory;
use Magento\Quote\Model\Quote\Address\RateResult\MethodFactory;
use Magento\Shipping\Model\Carrier\AbstractCarrier;
use Magento\Shipping\Model\Carrier\CarrierInterface;
use Magento\Shipping\Model\Rate\ResultFactory;
use Magento\Store\Model\StoreManagerInterface;
use Psr\Log\LoggerInterface;

/**
 * A carrier whose rates are those of the services; etc/config.xml makes it known.
 *
 * https://developer.adobe.com/commerce/php/tutorials/frontend/custom-checkout/add-shipping-carrier/
 */
class Carrier extends AbstractCarrier implements CarrierInterface
{
    protected $_code = 'liveshipping';

    private $results;
    private $methods;
    private $stores;
    private $services;
    private $question;
    private $asking;

    public function __construct(ScopeConfigInterface $scopeConfig, ErrorFactory $rateErrorFactory, LoggerInterface $logger, ResultFactory $results, MethodFactory $methods,
        StoreManagerInterface $stores, Services $services, Question $question, Asking $asking, array $data = [])
    {
        $this->results = $results;
        $this->methods = $methods;
        $this->stores = $stores;
        $this->services = $services;
        $this->question = $question;
        $this->asking = $asking;
        parent::__construct($scopeConfig, $rateErrorFactory, $logger, $data);
    }

    public function collectRates(RateRequest $request)
    {
        if (!$this->getConfigFlag('active') || !$request->getDestCountryId()) { return false; }
        $services = $this->services->asked($this->stores->getStore($request->getStoreId())->getStoreGroupId());
        $package = $services ? $this->question->package($request) : [];
        $body = empty($package['items']) ? false : json_encode($package);
        if (!is_string($body)) { return false; }
        $result = $this->results->create();
        foreach ($this->asking->ask($services, $body) as $id => $rates) {
            foreach ($rates as $rate) {
                $method = is_array($rate) ? $this->method($id, $services[$id]['name'], $rate, $request) : null;
                if ($method) { $result->append($method); }
            }
        }
        return $result;
    }

    /** Names of methods are only known at the checkout. */
    public function getAllowedMethods() { return []; }

    /** A rate as Magento takes it: in the base currency, its tax calculated by the shop. */
    private function method(int $id, string $service, array $rate, RateRequest $request)
    {
        if (!isset($rate['code'], $rate['title'], $rate['price']) || !is_string($rate['code']) || !is_string($rate['title']) || !is_numeric($rate['price']) || $rate['price'] < 0) { return null; }
        $price = $this->inBaseCurrency((float) $rate['price'], isset($rate['currency']) ? (string) $rate['currency'] : '', $request);
        if ($price === null) {
            $this->_logger->warning('Live shipping service ' . $id . ' told a rate in a currency that the shop has no rate of exchange for.');
            return null;
        }
        $method = $this->methods->create();
        $method->setCarrier($this->_code)->setCarrierTitle($service)->setMethod($id . '_' . self::code($rate['code']))->setMethodTitle(strip_tags($rate['title']));
        if (isset($rate['description']) && is_string($rate['description'])) { $method->setMethodDescription(strip_tags($rate['description'])); }
        $method->setCost($price);
        $method->setPrice($price);
        return $method;
    }

    /** Orders keep carrier and method in 120 characters, and addresses and forms pass them on. */
    private static function code(string $code): string
    {
        $kept = substr(preg_replace('/[^A-Za-z0-9_-]/', '', $code), 0, 60);
        return $kept === $code ? $code : $kept . '-' . substr(md5($code), 0, 8);
    }

    private function inBaseCurrency(float $price, string $currency, RateRequest $request)
    {
        $base = $request->getBaseCurrency();
        if ($currency === '' || strcasecmp($currency, $base->getCode()) === 0) { return $price; }
        $rate = (float) $base->getRate(strtoupper($currency));
        return $rate > 0 ? $price / $rate : null;
    }
}
