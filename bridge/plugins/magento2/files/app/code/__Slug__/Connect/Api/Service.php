<?php
namespace %%Slug%%\Connect\Api;

/** A service as the API tells it; Magento reads the types of its fields out of these comments. */
class Service
{
    private $row;
    private $secret;

    public function __construct(array $row = [], $secret = null)
    {
        $this->row = $row;
        $this->secret = $secret;
    }

    /**
     * @return int
     */
    public function getId() { return (int) $this->row['service_id']; }

    /**
     * @return string
     */
    public function getName() { return (string) $this->row['name']; }

    /**
     * @return string
     */
    public function getUrl() { return (string) $this->row['url']; }

    /**
     * @return bool
     */
    public function getEnabled() { return (bool) $this->row['enabled']; }

    /**
     * The only store whose carts it is asked for; without it all stores.
     *
     * @return int|null
     */
    public function getStoreGroupId() { return $this->row['store_group_id'] === null ? null : (int) $this->row['store_group_id']; }

    /**
     * The secret that questions are signed with; told once, to whoever made the service.
     *
     * @return string|null
     */
    public function getSecret() { return $this->secret; }
}
