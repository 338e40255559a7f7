<?php
namespace %%Slug%%\Connect\Model\LiveShipping;

use %%Slug%%\Connect\Api\Service;
use %%Slug%%\Connect\Api\ServicesInterface;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\Encryption\EncryptorInterface;
use Magento\Framework\Exception\InputException;
use Magento\Framework\Exception\NoSuchEntityException;
use Magento\Store\Model\StoreManagerInterface;

/**
 * The services in the table of etc/db_schema.xml; their secrets are encrypted with the key of the shop.
 *
 * Modules of several companies may declare the same table, the same routes and the same carrier: Magento merges what they
 * declare, and one of them serves all.
 */
class Services implements ServicesInterface
{
    const TABLE = 'live_shipping_service';

    private $resource;
    private $encryptor;
    private $stores;

    public function __construct(ResourceConnection $resource, EncryptorInterface $encryptor, StoreManagerInterface $stores)
    {
        $this->resource = $resource;
        $this->encryptor = $encryptor;
        $this->stores = $stores;
    }

    public function getList() { return array_map(function ($row) { return new Service($row); }, $this->rows('1 = 1')); }

    public function add($name, $url, $storeGroupId = null)
    {
        $name = trim(strip_tags($name));
        if ($name === '' || mb_strlen($name) > 255) { throw new InputException(__('A service has a name of at most 255 characters.')); }
        if (strlen($url) > 1000 || !preg_match('~^https?://[^\s<>"\']+$~', $url)) { throw new InputException(__('A service has an address that begins with https:// or http://.')); }
        if ($storeGroupId !== null && !isset($this->stores->getGroups()[$storeGroupId])) { throw new InputException(__('There is no store %1.', $storeGroupId)); }
        $secret = bin2hex(random_bytes(32));
        $row = ['name' => $name, 'url' => $url, 'enabled' => 1, 'store_group_id' => $storeGroupId, 'secret' => $this->encryptor->encrypt($secret)];
        $this->connection()->insert($this->table(), $row);
        return new Service(['service_id' => $this->connection()->lastInsertId($this->table())] + $row, $secret);
    }

    public function turn($id, $enabled)
    {
        $this->connection()->update($this->table(), ['enabled' => $enabled ? 1 : 0], ['service_id = ?' => (int) $id]);
        $found = $this->rows('service_id = ?', (int) $id);
        if (!$found) { throw NoSuchEntityException::singleField('id', $id); }
        return new Service($found[0]);
    }

    public function deleteById($id)
    {
        if (!$this->connection()->delete($this->table(), ['service_id = ?' => (int) $id])) { throw NoSuchEntityException::singleField('id', $id); }
        return true;
    }

    /** What is to be asked about a cart of a store: the address and the secret of each service by its id, and its name. */
    public function asked($storeGroupId): array
    {
        $services = [];
        foreach ($this->rows('enabled = 1 AND (store_group_id IS NULL OR store_group_id = ?)', (int) $storeGroupId) as $row) {
            $services[(int) $row['service_id']] = ['name' => $row['name'], 'url' => $row['url'], 'secret' => $this->encryptor->decrypt($row['secret'])];
        }
        return $services;
    }

    private function rows(string $where, $value = null): array
    {
        return $this->connection()->fetchAll($this->connection()->select()->from($this->table())->where($where, $value)->order('service_id'));
    }

    private function connection() { return $this->resource->getConnection(); }

    private function table(): string { return $this->resource->getTableName(self::TABLE); }
}
