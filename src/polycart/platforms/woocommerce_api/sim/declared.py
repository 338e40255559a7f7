"""The parameters each route declares, as a shop's route index lists them: names, types, enumerations, defaults."""

from polycart.platforms.woocommerce_api.sim.arguments import Args, declare

ANY = "null,object,string,number,boolean,integer,array"
CURRENCIES = (
    "AED|AFN|ALL|AMD|ANG|AOA|ARS|AUD|AWG|AZN|BAM|BBD|BDT|BGN|BHD|BIF|BMD|BND|BOB|BRL|BSD|"
    "BTC|BTN|BWP|BYR|BYN|BZD|CAD|CDF|CHF|CLP|CNY|COP|CRC|CUC|CUP|CVE|CZK|DJF|DKK|DOP|DZD|"
    "EGP|ERN|ETB|EUR|FJD|FKP|GBP|GEL|GGP|GHS|GIP|GMD|GNF|GTQ|GYD|HKD|HNL|HRK|HTG|HUF|IDR|"
    "ILS|IMP|INR|IQD|IRR|IRT|ISK|JEP|JMD|JOD|JPY|KES|KGS|KHR|KMF|KPW|KRW|KWD|KYD|KZT|LAK|"
    "LBP|LKR|LRD|LSL|LYD|MAD|MDL|MGA|MKD|MMK|MNT|MOP|MRU|MUR|MVR|MWK|MXN|MYR|MZN|NAD|NGN|"
    "NIO|NOK|NPR|NZD|OMR|PAB|PEN|PGK|PHP|PKR|PLN|PRB|PYG|QAR|RON|RSD|RUB|RWF|SAR|SBD|SCR|"
    "SDG|SEK|SGD|SHP|SLL|SOS|SRD|SSP|STN|SYP|SZL|THB|TJS|TMT|TND|TOP|TRY|TTD|TWD|TZS|UAH|"
    "UGX|USD|UYU|UZS|VEF|VES|VND|VUV|WST|XAF|XCD|XOF|XPF|YER|ZAR|ZMW"
)
STATUSES = "pending|processing|on-hold|completed|cancelled|refunded|failed|checkout-draft"
POST_STATUSES = "future|trash|draft|pending|private|publish"
META = f"""
meta_data array
  id integer
  key string
  value {ANY}
"""


def _under(text: str) -> str:
    """The same declarations one level deeper."""
    return "".join(f"  {line}\n" for line in text.strip("\n").splitlines())


CONTEXT = declare('context string ="view" :view|edit')
VIEW = declare('context string ="view" :view')
NONE: Args = {}
MAIL = declare("email string(email)")
REVIEWER = declare("reviewer_email string(email)")
PATH_ID = declare("id integer")
FORCE = declare("force boolean =false")
FORCED = declare("force boolean =true")
PAGED = declare("page integer =1 >=1\nper_page integer =10 >=1 <=100", CONTEXT)
LISTED = declare("search string\nexclude array<integer> =[]\ninclude array<integer> =[]\noffset integer", PAGED)
DATED = declare(
    """
search string
after,before,modified_after,modified_before string(date-time)
dates_are_gmt boolean =false
exclude array<integer> =[]
include array<integer> =[]
offset integer
order string ="desc" :asc|desc
orderby string ="date" :date|id|include|title|slug|modified
""",
    PAGED,
)
POSTS = declare("parent array<integer> =[]\nparent_exclude array<integer> =[]", DATED)

TERMS = declare(
    """
order string ="asc" :asc|desc
orderby string ="name" :id|include|name|slug|term_group|description|count
hide_empty boolean =false
parent,product integer
slug string
""",
    LISTED,
)
IMAGE = """
  id integer
  date_created,date_created_gmt,date_modified,date_modified_gmt null,string
  src string(uri)
  name,alt string
"""
TERM = declare("name string !\nslug string\ndescription string")
BRANCH = declare(
    f"""
name string !
slug string
parent integer
description string
display string ="default" :default|products|subcategories|both
image object
{IMAGE}
menu_order integer
"""
)
VALUE = declare("menu_order integer", TERM)
ATTRIBUTE = declare(
    """
name string !
slug string
type string ="select" :select
order_by string ="menu_order" :menu_order|name|name_num|id
has_archives boolean =false
"""
)

SORTS = "date|id|include|title|slug|modified|popularity|rating"
RECENT_SORTS = f"{SORTS}|post__in|price|sales|menu_order|random|popularity|rating|menu_order|price|popularity|rating"
OLD_SORTS = f"{SORTS}|menu_order|price|popularity|rating"


def product_filters(types: str, tax_classes: str, sorts: str) -> Args:
    """The parameters of the product list for a shop with these product types, tax classes and orderings."""
    return declare(
        f"""
orderby string ="date" :{sorts}
brand string @10
slug string
status string ="any" :any|{POST_STATUSES}
type string :{types}
sku string
featured boolean
category,tag,shipping_class,attribute,attribute_term string
tax_class string :{tax_classes}
on_sale boolean
min_price,max_price string
include_meta array<string> =[]
exclude_meta array<string> =[]
stock_status string :instock|outofstock|onbackorder
search_sku string
search_name_or_sku string @10
include_status array<string> :any|{POST_STATUSES} @10
exclude_status array<string> :{POST_STATUSES} @10
include_types array<string> :{types} @10
exclude_types array<string> :{types} @10
downloadable,virtual boolean @10
""",
        POSTS,
    )


SALE = """
sku string
global_unique_id string @10
regular_price,sale_price string
date_on_sale_from,date_on_sale_from_gmt,date_on_sale_to,date_on_sale_to_gmt null,string
virtual,downloadable boolean =false
downloads array
  id,name,file string
download_limit integer =-1
download_expiry integer =-1
tax_status string ="taxable" :taxable|shipping|none
tax_class string
manage_stock boolean =false
stock_quantity integer
stock_status string ="instock" :instock|outofstock|onbackorder
backorders string ="no" :no|notify|yes
low_stock_amount integer,null
weight string
dimensions object
  length,width,height string
shipping_class string
menu_order integer
"""


def product_body(types: str) -> Args:
    """The parameters that make a product in a shop with these product types."""
    return declare(
        f"""
name,slug string
date_created,date_created_gmt null,string
type string ="simple" :{types}
status string ="publish" :draft|pending|private|publish|future|auto-draft|trash
featured boolean =false
catalog_visibility string ="visible" :visible|catalog|search|hidden
description,short_description string
{SALE}
external_url string(uri)
button_text string
sold_individually boolean =false
reviews_allowed boolean =true
post_password string @10
upsell_ids,cross_sell_ids array<integer>
parent_id integer
purchase_note string
categories array
  id integer
  name,slug string
brands array @10
  id integer
  name,slug string
tags array
  id integer
  name,slug string
images array
{IMAGE}
attributes array
  id integer
  name string
  position integer
  visible,variation boolean
  options array<string>
default_attributes array
  id integer
  name,option string
{META}
"""
    )


def variation_filters(tax_classes: str) -> Args:
    """The parameters of the list of variations."""
    return declare(
        f"""
orderby string ="date" :date|id|include|title|slug|modified|menu_order
slug string
status string ="any" :any|{POST_STATUSES}
sku string
tax_class string :{tax_classes}
on_sale boolean
min_price,max_price string
include_meta array<string> =[]
exclude_meta array<string> =[]
stock_status string :instock|outofstock|onbackorder
has_price boolean @10
attributes array @10
  attribute,term string
  terms array
virtual,downloadable boolean @10
include_status array<string> :any|{POST_STATUSES} @10
exclude_status array<string> :{POST_STATUSES} @10
""",
        POSTS,
    )


VARIATION = declare(
    f"""
description string
status string ="publish" :draft|pending|private|publish
{SALE}
image object
{IMAGE}
attributes array
  id integer
  name,option string
{META}
"""
)
GENERATE = declare("delete boolean\ndefault_values object")

REVIEWS = declare(
    """
after,before string(date-time)
order string ="desc" :asc|desc
orderby string ="date_gmt" :date|date_gmt|id|include|product
reviewer,reviewer_exclude array<integer>
reviewer_email string(email)
product array<integer> =[]
status string ="approved" :all|hold|approved|spam|trash
""",
    LISTED,
)
REVIEW = declare(
    """
product_id integer !
product_name string
status string ="approved" :approved|hold|spam|unspam|trash|untrash
reviewer string !
reviewer_email string !
review string !
rating integer
"""
)

PLACE = """
first_name,last_name,company,address_1,address_2,city,state,postcode,country string
"""
CUSTOMERS = declare(
    """
order string ="asc" :asc|desc
orderby string ="name" :id|include|name|registered_date
email string(email)
role string ="customer" :all|administrator|editor|author|contributor|subscriber|customer|shop_manager
""",
    LISTED,
)
CUSTOMER = declare(
    f"""
email string !
first_name,last_name,username,password string
billing object
{_under(PLACE)}
  email string(email)
  phone string
shipping object
{_under(PLACE)}
  phone string
{META}
"""
)
UNCUSTOMER = declare("reassign integer =0", FORCE)

DECIMALS = declare(
    """
dp integer =2
order_item_display_meta boolean =false
include_meta array<string> =[]
exclude_meta array<string> =[]
""",
    POSTS,
)
ORDERS = declare(
    f"""
status array<string> ="any" :any|trash|auto-draft|{STATUSES}
customer,product integer
created_via array<string> @10
""",
    DECIMALS,
)
TAXES_OF = "  taxes array\n    id integer\n    total string\n    subtotal string\n"
LINE_MONEY = f"  total string\n  total_tax string\n{TAXES_OF}{_under(META)}"
CARRIAGE = f"""
shipping_lines array
  id integer
  method_title {ANY}
  method_id {ANY}
  instance_id string
{LINE_MONEY}
fee_lines array
  id integer
  name {ANY}
  tax_class string
  tax_status string :taxable|none
{LINE_MONEY}
"""
ORDER = declare(
    f"""
parent_id integer
created_via string @10
status string ="pending" :auto-draft|{STATUSES}
currency string ="USD" :{CURRENCIES}
customer_id integer =0
customer_note string
billing object
{_under(PLACE)}
  email string,null(email)
  phone string
shipping object
{_under(PLACE)}
payment_method,payment_method_title,transaction_id string
{META}
line_items array
  id integer
  name {ANY}
  parent_name string
  product_id {ANY}
  variation_id,quantity integer
  tax_class,subtotal,subtotal_tax,sku string
  price number
{LINE_MONEY}
{CARRIAGE}
coupon_lines array
  id integer
  code {ANY}
  discount,discount_tax,discount_type string
  nominal_amount number
  free_shipping boolean
{_under(META)}
set_paid boolean =false
manual_update boolean =false @10
"""
)
NOTES = declare('type string ="any" :any|customer|internal', CONTEXT)
NOTE = declare("note string !\ncustomer_note boolean =false\nadded_by_user boolean =false")
REFUND = declare(
    f"""
amount,reason string
refunded_by integer
{META}
api_refund boolean =true
api_restock boolean =true
"""
)

COUPONS = declare("code string", DATED)
COUPON = declare(
    f"""
code string !
amount,status string
discount_type string ="fixed_cart" :percent|fixed_cart|fixed_product
description string
date_expires,date_expires_gmt null,string
individual_use boolean =false
product_ids,excluded_product_ids array<integer>
usage_limit,usage_limit_per_user,limit_usage_to_x_items integer
free_shipping boolean =false
product_categories,excluded_product_categories array<integer>
exclude_sale_items boolean =false
minimum_amount,maximum_amount string
email_restrictions array<string>
{META}
"""
)


def taxes(classes: str) -> tuple[Args, Args]:
    """The parameters of the list of tax rates and of one rate."""
    listing = declare(
        f"""
offset integer
order string ="asc" :asc|desc
orderby string ="order" :id|order|priority
class string :{classes}
""",
        PAGED,
    )
    rate = declare(
        f"""
country,state,postcode,city,rate,name string
priority integer =1
compound boolean =false
shipping boolean =true
order integer
class string ="standard" :{classes}
postcodes,cities array<string>
"""
    )
    return listing, rate


NAMED = declare("name string !")
ZONE = declare("name string !\norder integer")
METHOD = declare("order integer\nenabled boolean\nsettings object\nmethod_id mixed !")
GATEWAY = declare("title string\ndescription string\norder integer\nenabled boolean\nsettings object")
OPTION = declare(f"value {ANY}")
SALES = declare("period string :week|month|last_month|year\ndate_min string\ndate_max string", VIEW)
WEBHOOKS = declare(
    """
after,before string(date-time)
order string ="desc" :asc|desc
orderby string ="date" :date|id|title
status string ="all" :all|active|paused|disabled
""",
    LISTED,
)
WEBHOOK = declare(
    """
name string
status string ="active" :active|paused|disabled
topic string !
secret string
delivery_url string !
"""
)
SHIPMENT = declare(
    """
tracking_provider,custom_tracking_provider,custom_tracking_link string
tracking_number string !
date_shipped string
replace_tracking integer
"""
)
