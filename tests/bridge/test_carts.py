"""Carts as the bridge meets them: the dumps of real shops where they are at hand, and the files of others."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from polycart.api.product.read import ProductListParams
from polycart.core.bridge.tables import conditions
from polycart.core.errors import BridgeFailed, CredentialsRefused, StoreError
from polycart.core.transport import HttpTransport, Request, Response
from tests.bridge import servers, shops
from tests.bridge.maps import BINDS, PRODUCT, ProductMap, ProductQuery

STORES = Path(__file__).parents[3] / "shared" / "stores"


@pytest.fixture
def load(database: servers.Database) -> Iterator[object]:
    """Loads a dump into a database of its own."""
    made: list[str] = []

    def into(name: str, store: str) -> None:
        dump = STORES / store / "database.sql.gz"
        if not dump.exists():
            pytest.skip(f"the dump of {store} is not at hand")
        database.sql(
            f"CREATE DATABASE {name} CHARACTER SET utf8mb4; GRANT ALL ON {name}.* TO 'shop'@'127.0.0.1'", "mysql"
        )
        made.append(name)
        database.sql(gzip.decompress(dump.read_bytes()).decode("utf-8"), name)

    yield into
    for name in made:
        database.sql(f"DROP DATABASE {name}", "mysql")


async def test_products_of_a_real_shop_are_read(
    load: object, database: servers.Database, tmp_path: Path, transport: HttpTransport
) -> None:
    load("cart41", "opencart-4.1")  # type: ignore[operator]
    shops.build(tmp_path, database, name="cart41")
    expected = json.loads((STORES / "opencart-4.1/expect.json").read_text("utf-8"))
    with servers.php(tmp_path) as url:
        bridge = shops.client(url, transport=transport)
        assert await bridge.check() == "4.1.0.3"
        where = conditions(ProductQuery, ProductListParams(), BINDS)
        page = await bridge.page(PRODUCT, where, ProductMap, start=0, count=100, order=["p.product_id"], binds=BINDS)
        assert len(bridge.call.trace.exchanges) == 2
        assert page.total == len(page.items) == int(database.one("SELECT COUNT(*) FROM oc_product", "cart41"))
        assert str(page.total) in json.dumps(expected)
        names = {one.id: one.name for one in page.items}
        assert names["42"] == "Apple Cinema 30&quot;"
        pictures = database.one("SELECT COUNT(*) FROM oc_product_image", "cart41")
        assert sum(len(one.images) for one in page.items) == int(pictures)
        with pytest.raises(CredentialsRefused):
            await bridge.read({"do": "select", "table": "user", "columns": ["user.password"]})


WORDPRESS = """<?php
// define('DB_NAME', 'not this one');
define( 'DB_NAME', '{name}' );
define('DB_USER', "shop"); define('DB_PASSWORD', '{password}');
/* define('DB_HOST', 'nor this'); */
define('DB_HOST', getenv_docker('NO_SUCH_VARIABLE', '127.0.0.1:{port}'));
$table_prefix = 'wp_';
require_once 'no/such/file.php';
"""

WP_LOAD = """<?php
echo "a plugin prints something";
function get_users($asked) { return $asked['role'] === 'administrator' ? array('1') : array(); }
function wp_set_current_user($id) { $GLOBALS['user'] = $id; }
function wp_json_encode($value) { return json_encode($value); }
function rest_get_server() { return new Server(); }
function rest_do_request($request) { return new Response($request); }
function apply_filters($name, $value) { return $value; }
function get_userdata($id) { return (object) array('roles' => array($id === 1 ? 'administrator' : 'customer')); }
$GLOBALS['wpdb'] = (object) array('prefix' => 'wp_');
class WP_REST_Request {
    public $said = array();
    public function __construct($method, $route) { $this->said = array($GLOBALS['user'], $method, $route); }
    public function set_query_params($values) { $this->said[] = $values; }
    public function set_header($name, $value) { $this->said[] = "$name: $value"; }
    public function set_body($body) { $this->said[] = $body; }
}
class Response {
    public $said;
    public function __construct($request) { $this->said = $request->said; }
    public function get_status() { return 201; }
    public function get_headers() { return array('X-WP-Total' => 5); }
}
class Server { public function response_to_data($response, $embed) { return $response->said; } }
"""


def woocommerce(folder: Path, database: servers.Database, name: str) -> None:
    shops.build(folder, database, name=name)
    for file in ("system/startup.php", "config.php"):
        (folder / file).unlink()
    plugin = folder / "wp-content/plugins/woocommerce"
    for made in (plugin, folder / "wp-includes", folder / "wp-content/uploads"):
        made.mkdir(parents=True)
    (plugin / "woocommerce.php").write_text("<?php\n/**\n * Plugin Name: WooCommerce\n * Version: 10.0.2\n */\n")
    (folder / "wp-includes/version.php").write_text("<?php\n")
    (folder / "wp-config.php").write_text(WORDPRESS.format(name=name, password=servers.PASSWORD, port=database.port))
    (folder / "wp-load.php").write_text(WP_LOAD)


META = {"do": "insert", "table": "postmeta", "columns": ["post_id", "meta_key", "meta_value"]}


async def test_woocommerce_is_found_and_shows_the_rows_of_its_scopes(
    load: object, database: servers.Database, tmp_path: Path, transport: HttpTransport
) -> None:
    load("woo10", "woocommerce-10.0")  # type: ignore[operator]
    woocommerce(tmp_path, database, "woo10")
    with servers.php(tmp_path, workers=1) as url:
        bridge = shops.client(url, transport=transport)
        info = await bridge.info()
        assert (info.cart, info.version, info.prefix) == ("woocommerce", "10.0.2", "wp_")
        types = {"do": "select", "table": "posts", "columns": ["posts.post_type"], "group": ["posts.post_type"]}
        found = {row["posts"]["post_type"] for row in json.loads((await bridge.read(types)).rows[0])}
        assert "product" in found
        allowed = {"product", "product_variation", "attachment", "shop_coupon"}
        assert {one for one in found if not one.startswith("shop_order")} <= allowed
        names = {"do": "select", "table": "options", "columns": ["options.option_name"]}
        options = {row["options"]["option_name"] for row in json.loads((await bridge.read(names)).rows[0])}
        assert "woocommerce_currency" in options
        assert not [one for one in options if re.search(r"secret|key|pass|salt|stripe|paypal", one)]


async def test_woocommerce_has_rows_that_cannot_be_written(
    load: object, database: servers.Database, tmp_path: Path, transport: HttpTransport
) -> None:
    load("woo10", "woocommerce-10.0")  # type: ignore[operator]
    woocommerce(tmp_path, database, "woo10")
    with servers.php(tmp_path, workers=1) as url:
        bridge = shops.client(url, transport=transport)
        page = database.one("SELECT ID FROM wp_posts WHERE post_type = 'page' LIMIT 1", "woo10")
        row = [int(page), "x", "y"]
        for refused in (
            META | {"rows": [row]},
            META | {"rows": [[1, "x", "y"]], "update": ["meta_value"]},
            {
                "do": "insert",
                "table": "usermeta",
                "columns": ["user_id", "meta_key", "meta_value"],
                "rows": [[1, "wp_capabilities", "a"]],
            },
            {"do": "update", "table": "users", "set": {"user_email": "x@example.com"}, "where": [["ID", "=", 1]]},
            {"do": "update", "table": "posts", "set": {"post_type": "page"}, "where": [["ID", ">", 0]]},
            {
                "do": "update",
                "table": "options",
                "set": {"option_value": "x"},
                "where": [["option_name", "=", "siteurl"]],
            },
        ):
            with pytest.raises(CredentialsRefused):
                await bridge.write(refused)
        changed = await bridge.write(
            {"do": "update", "table": "posts", "set": {"post_title": "x"}, "where": [["ID", "=", int(page)]]}
        )
        assert changed[0].changed == 0


async def test_the_api_of_woocommerce_is_called_inside_the_shop(
    load: object, database: servers.Database, tmp_path: Path, transport: HttpTransport
) -> None:
    load("woo10", "woocommerce-10.0")  # type: ignore[operator]
    woocommerce(tmp_path, database, "woo10")
    with servers.php(tmp_path, workers=1) as url:
        bridge = shops.client(url, transport=transport)
        sent = Request(method="POST", url="", headers={}, body='{"name":"Größe"}'.encode())
        response = await bridge.relay(sent, "wc/v3/products/7", "status=any&include%5B%5D=7")
        assert (response.status, response.headers) == (201, {"x-wp-total": "5"})
        assert json.loads(response.body) == [
            1, "POST", "/wc/v3/products/7", {"status": "any", "include": ["7"]}, "Content-Type: application/json",
            '{"name":"Größe"}',
        ]  # fmt: skip
        for refused in ("wp/v2/users", "wc/v3/../../wp/v2/users", "wc/v3/products/7?x", "wc/v3/settings/general"):
            with pytest.raises((CredentialsRefused, BridgeFailed)):
                await bridge.relay(sent, refused)


@pytest.mark.parametrize(
    "code", ["exit('bye');", "no_such_function();", "throw new Exception('secret');", "echo 1; die;"]
)
async def test_a_shop_whose_code_ends_the_script_is_a_failure_and_no_puzzle(
    load: object, database: servers.Database, tmp_path: Path, transport: HttpTransport, code: str
) -> None:
    load("woofails", "woocommerce-10.0")  # type: ignore[operator]
    woocommerce(tmp_path, database, "woofails")
    (tmp_path / "wp-load.php").write_text(f"<?php {code}")
    with servers.php(tmp_path, workers=1) as url, pytest.raises(StoreError, match="the shop's own code failed"):
        await shops.client(url, transport=transport).relay(Request(method="GET", url="", headers={}), "wc/v3/products")


async def test_prestashop_is_found(
    load: object, database: servers.Database, tmp_path: Path, transport: HttpTransport
) -> None:
    load("ps8", "prestashop-8.1")  # type: ignore[operator]
    shops.build(tmp_path, database, name="ps8")
    (tmp_path / "system/startup.php").unlink()
    for folder in ("config", "classes", "app/config", "img/p", "img/c"):
        (tmp_path / folder).mkdir(parents=True)
    for file in ("config/defines.inc.php", "classes/Product.php"):
        (tmp_path / file).write_text("<?php\n")
    known = {
        "host": "127.0.0.1",
        "port": str(database.port),
        "name": "ps8",
        "user": "shop",
        "password": servers.PASSWORD,
        "prefix": "ps_",
    }
    lines = "".join(f"'database_{key}' => '{value}'," for key, value in known.items())
    (tmp_path / "app/config/parameters.php").write_text(f"<?php return array('parameters' => array({lines}));")
    (tmp_path / "config/config.inc.php").write_text(WEBSERVICE)
    with servers.php(tmp_path, workers=1) as url:
        bridge = shops.client(url, transport=transport)
        info = await bridge.info()
        assert (info.cart, info.version, info.prefix) == ("prestashop", "8.1.2", "ps_")
        names = {"do": "select", "table": "product_lang", "columns": ["product_lang.name"], "limit": 1}
        assert json.loads((await bridge.read(names)).rows[0])
        with pytest.raises(CredentialsRefused):
            await bridge.read({"do": "select", "table": "employee", "columns": ["employee.passwd"]})

        async def relay(method: str, path: str, query: str = "", body: bytes | None = None) -> Response:
            return await bridge.relay(Request(method=method, url="", headers={}, body=body), path, query)

        answer = await relay(
            "PATCH", "products/5", "output_format=JSON&id_shop=2", b"<prestashop><price>1</price></prestashop>"
        )
        assert (answer.status, answer.headers["psws-version"]) == (201, "8.1.2")
        assert json.loads(answer.body) == {
            "asked": ["PATCH", "products/5", {"output_format": "JSON", "id_shop": "2"}, 5],
            "sent": "<prestashop><price>1</price></prestashop>", "passwd": "", "secure_key": "", "name": "kept",
        }  # fmt: skip
        for path in ("employees/1", "webservice_account", "configurations", "customer_threads/1"):
            with pytest.raises(CredentialsRefused):
                await relay("GET", path)
        with pytest.raises(CredentialsRefused):
            await relay("GET", "customers", "filter%5Bpasswd%5D=%25%5Ba%5D%25")
        with pytest.raises(CredentialsRefused):
            await relay("POST", "products", "", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><prestashop/>')


WEBSERVICE = """<?php
define('_PS_VERSION_', '8.1.2');
class Context {
    public $cart, $currency;
    public static function getContext() { static $one; return $one = $one ?: new Context(); }
}
class Cart {}
class Currency { public function __construct($id) {} }
class Configuration { public static function get($name) { return 1; } }
class WebserviceRequest {
    public static $ws_current_classname;
    public $keyPermissions;
    protected $_authenticated = false;
    public static function getResources() { return array('products' => 1); }
    public static function getInstance() { return new self::$ws_current_classname(); }
    public function fetch($key, $method, $url, $params, $bad, $body) {
        $open = $this->isActivated() && $this->authenticate() && $this->shopHasRight($key) && $this->_authenticated;
        $asked = array($method, $url, $params, count($this->keyPermissions['products']));
        $told = array('asked' => $open ? $asked : null, 'sent' => $body, 'passwd' => 'a hash', 'secure_key' => 'a key',
            'name' => 'kept');
        return array('type' => 'json', 'content' => json_encode($told, JSON_UNESCAPED_SLASHES),
            'headers' => array('HTTP/1.1 201 Created', 'PSWS-Version: 8.1.2'));
    }
}
"""
"""As much of PrestaShop's webservice as the bridge calls: without a key its methods say no."""
