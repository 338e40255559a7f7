<?php
namespace %%Slug%%\Connect\Api;

/**
 * The services that the carrier asks for rates; etc/webapi.xml has their routes.
 *
 * @api
 */
interface ServicesInterface
{
    /**
     * All services, without what they are signed with.
     *
     * @return \%%Slug%%\Connect\Api\Service[]
     */
    public function getList();

    /**
     * Ask a service from now on: for the carts of all stores, or of one.
     *
     * @param string $name
     * @param string $url
     * @param int|null $storeGroupId
     * @return \%%Slug%%\Connect\Api\Service
     */
    public function add($name, $url, $storeGroupId = null);

    /**
     * Switch a service off or on.
     *
     * @param int $id
     * @param bool $enabled
     * @return \%%Slug%%\Connect\Api\Service
     */
    public function turn($id, $enabled);

    /**
     * Ask a service no more.
     *
     * @param int $id
     * @return bool
     */
    public function deleteById($id);
}
