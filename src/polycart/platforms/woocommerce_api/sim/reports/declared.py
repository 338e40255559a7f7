"""The parameters that the reports declare; those for attributes and segments are declared but change nothing."""

from polycart.platforms.woocommerce_api.sim.arguments import Args, declare
from polycart.platforms.woocommerce_api.sim.declared import CONTEXT

REPORT = declare(
    """
page integer =1 >=1
per_page integer =10 >=1 <=100
after,before string(date-time)
order string ="desc" :asc|desc
force_cache_refresh boolean
match string ="all" :all|any
""",
    CONTEXT,
)
PRODUCTS = declare(
    """
orderby string ="date" :date|net_revenue|orders_count|items_sold|product_name|variations|sku
categories,products array<integer>
extended_info boolean =false
""",
    REPORT,
)
SORTS = "username|name|country|city|state|postcode|date_registered|date_last_active|orders_count|total_spend"


def stats(statuses: str) -> Args:
    """The parameters of the sales by intervals, in a shop with these order statuses."""
    return declare(
        f"""
orderby string ="date" :date|net_revenue|orders_count|avg_order_value
interval string ="week" :hour|day|week|month|quarter|year
status_is,status_is_not array<string> :any|trash|{statuses}
product_includes,product_excludes,variation_includes,variation_excludes array<integer> =[]
coupon_includes,coupon_excludes,tax_rate_includes,tax_rate_excludes array<integer> =[]
customer,customer_type string :new|returning
refunds string ="" :|all|partial|full|none
attribute_is,attribute_is_not array<array> =[]
segmentby string :product|category|variation|coupon|customer_type
fields array<string>
""",
        REPORT,
    )


def customers(*, recent: bool) -> Args:
    """The parameters of the customers; only newer versions search in all fields at once."""
    places = "name|username|email|all" if recent else "name|username|email"
    return declare(
        f"""
orderby string ="date_registered" :{SORTS}|avg_order_value
registered_before,registered_after string(date-time)
search string
searchby string ="name" :{places}
country_includes,country_excludes string
orders_count_min,orders_count_max integer
total_spend_min,total_spend_max number
customers,users array<integer>
""",
        REPORT,
    )
